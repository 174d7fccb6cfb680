package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** There is no such ticket, response or attachment, or its stored file is missing. */
public final class NotFoundException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public NotFoundException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
