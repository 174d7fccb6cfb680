package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/**
 * A time limit of the builder has passed: {@link AttachmentClient.Builder#deadline}, {@link
 * AttachmentClient.Builder#transferDeadline} or {@link AttachmentClient.Builder#stallTimeout}.
 */
public final class DeadlineExceededException extends UnavailableException {

  private static final long serialVersionUID = 1;

  public DeadlineExceededException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
