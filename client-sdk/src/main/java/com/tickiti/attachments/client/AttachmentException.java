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

  /** What the service said, or what its silence implies. */
  AttachmentException(AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(
        "%s (%s, request %s)".formatted(error.message(), error.spec().getWireName(), requestId),
        cause);
    this.reason = error.reason();
    this.description = error.message();
    this.requestId = requestId;
    this.retryAfter = Duration.ofSeconds(error.retryAfterSeconds());
  }

  /** What the client found itself. */
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

  /** What to quote when reporting this: it finds the line in the service's log. */
  public String requestId() {
    return requestId;
  }

  /** How long the service asks to be left alone; zero where it does not. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  public boolean isRetryable() {
    return ErrorCatalogue.spec(reason).getRetryable();
  }
}
