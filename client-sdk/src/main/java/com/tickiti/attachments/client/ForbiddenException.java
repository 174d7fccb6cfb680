package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** The token lacks the ability, or its owner may not see the ticket. */
public final class ForbiddenException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public ForbiddenException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
