package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** The file type needs a review: ask a person, then {@link DownloadRequest#confirmReview()}. */
public final class ReviewRequiredException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public ReviewRequiredException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
