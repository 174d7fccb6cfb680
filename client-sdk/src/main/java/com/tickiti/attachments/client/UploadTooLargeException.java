package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** The file exceeds the service's upload limit. */
public final class UploadTooLargeException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public UploadTooLargeException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
