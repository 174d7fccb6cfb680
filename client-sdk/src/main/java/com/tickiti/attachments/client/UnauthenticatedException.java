package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** The token is missing, malformed, unknown, expired or revoked. */
public final class UnauthenticatedException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public UnauthenticatedException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
