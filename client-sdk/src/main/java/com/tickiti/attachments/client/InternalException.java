package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** The service failed with an internal error, or with one that this client does not know. */
public final class InternalException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public InternalException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
