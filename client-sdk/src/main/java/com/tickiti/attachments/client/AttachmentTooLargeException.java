package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/**
 * A file above the download limit was asked for in one piece. This client does not do that, so it
 * comes only from a service in between that does.
 */
public final class AttachmentTooLargeException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public AttachmentTooLargeException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
