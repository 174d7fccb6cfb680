package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.error.ErrorCatalogue;
import com.tickiti.attachments.v1.ErrorReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call was refused or failed. There is a subclass for each reason of the error catalogue that a
 * gRPC caller can meet, and {@link IntegrityException} for what this client finds wrong itself.
 */
public abstract class AttachmentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorReason reason;
  private final String description;
  private final String requestId;
  private final Duration retryAfter;

  /** A failure that the service has reported, or that the transport implies. */
  AttachmentException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(
        "%s (%s, request %s)".formatted(error.message(), error.spec().getWireName(), requestId),
        cause);
    this.reason = error.reason();
    this.description = error.message();
    this.requestId = requestId;
    this.retryAfter = Duration.ofSeconds(error.retryAfterSeconds());
  }

  /** A failure that the client has found. */
  AttachmentException(String description, String requestId) {
    super("%s (request %s)".formatted(description, requestId));
    this.reason = ErrorReason.ERROR_REASON_UNSPECIFIED;
    this.description = description;
    this.requestId = requestId;
    this.retryAfter = Duration.ZERO;
  }

  /** The catalogue's entry; unspecified for an {@link IntegrityException}. */
  public ErrorReason reason() {
    return reason;
  }

  /** A sentence that a person understands; {@link #getMessage()} adds reason and request id. */
  public String description() {
    return description;
  }

  /** The id to quote in a report; the service's log line of this call has it. */
  public String requestId() {
    return requestId;
  }

  /** The shortest wait before a retry that the service asks for; zero if it asks for none. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the same call may succeed later without any change. */
  public boolean isRetryable() {
    return ErrorCatalogue.spec(reason).getRetryable();
  }
}
