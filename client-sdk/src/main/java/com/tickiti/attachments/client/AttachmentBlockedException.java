package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** An administrator has blocked the file type; neither a retry nor a confirmation helps. */
public final class AttachmentBlockedException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public AttachmentBlockedException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
