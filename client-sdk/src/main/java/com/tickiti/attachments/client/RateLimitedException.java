package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/** A rate limit was exceeded in all attempts; see {@link #retryAfter()}. */
public final class RateLimitedException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public RateLimitedException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }
}
