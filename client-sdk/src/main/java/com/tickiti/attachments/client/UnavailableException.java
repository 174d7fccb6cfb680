package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/**
 * The service could not be reached, did not answer in time or is shedding load, in all attempts.
 * The subclasses say which of these it was where the client knows.
 */
public sealed class UnavailableException extends AttachmentException
    permits ConnectionSetupException, DeadlineExceededException {

  private static final long serialVersionUID = 1;

  public UnavailableException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
