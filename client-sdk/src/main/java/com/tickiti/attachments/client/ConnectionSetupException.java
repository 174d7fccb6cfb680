package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import org.jspecify.annotations.Nullable;

/**
 * No connection to the service was ever set up, for a reason that time does not change: the host
 * name is unknown, the TLS handshake failed, or the peer does not speak TLS or HTTP/2. The client
 * does not retry it. A refused connection is an {@link UnavailableException}, which is retried.
 */
public final class ConnectionSetupException extends UnavailableException {

  private static final long serialVersionUID = 1;

  public ConnectionSetupException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
  }

  /** Always false: target, port or certificates must be corrected first. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
