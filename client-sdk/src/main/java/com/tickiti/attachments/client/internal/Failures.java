package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.AttachmentBlockedException;
import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.AttachmentTooLargeException;
import com.tickiti.attachments.client.ConnectionSetupException;
import com.tickiti.attachments.client.DeadlineExceededException;
import com.tickiti.attachments.client.ForbiddenException;
import com.tickiti.attachments.client.InternalException;
import com.tickiti.attachments.client.InvalidRequestException;
import com.tickiti.attachments.client.NotFoundException;
import com.tickiti.attachments.client.RateLimitedException;
import com.tickiti.attachments.client.ReviewRequiredException;
import com.tickiti.attachments.client.UnauthenticatedException;
import com.tickiti.attachments.client.UnavailableException;
import com.tickiti.attachments.client.UploadTooLargeException;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one place where what a gRPC call ended in becomes the exception that a caller sees. */
final class Failures {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private Failures() {}

  /** Whether the service itself has said what went wrong. */
  static boolean isFromService(StatusRuntimeException thrown) {
    Metadata trailers = thrown.getTrailers();
    return trailers != null && trailers.containsKey(DETAILS);
  }

  /**
   * @param sentRequestId stands in where the service did not get to say which id it logged
   * @param answeredOnce whether the service has answered before, so that target and TLS are right
   */
  static AttachmentException toException(
      StatusRuntimeException thrown, String sentRequestId, boolean answeredOnce) {
    AttachmentError error = AttachmentError.fromThrowable(thrown);
    String requestId = requestId(thrown.getTrailers(), sentRequestId);
    if (isFromService(thrown)) {
      return toException(error, requestId, thrown);
    }
    // The service did not ask for a wait.
    error = error.withMessage(message(thrown, answeredOnce)).withRetryAfterSeconds(0);
    if (thrown.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return new DeadlineExceededException(error, requestId, thrown);
    }
    Optional<String> setupFailure =
        answeredOnce ? Optional.empty() : SetupFailures.describe(thrown);
    return setupFailure.isPresent()
        ? new ConnectionSetupException(unavailable(setupFailure.get()), requestId, thrown)
        : toException(error, requestId, thrown);
  }

  private static AttachmentError unavailable(String message) {
    return AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE)
        .withMessage(message)
        .withRetryAfterSeconds(0);
  }

  private static AttachmentException toException(
      AttachmentError error, String requestId, Throwable cause) {
    return switch (error.reason()) {
      case ERROR_REASON_UNAUTHENTICATED -> new UnauthenticatedException(error, requestId, cause);
      case ERROR_REASON_FORBIDDEN -> new ForbiddenException(error, requestId, cause);
      case ERROR_REASON_VALIDATION_FAILED -> new InvalidRequestException(error, requestId, cause);
      case ERROR_REASON_NOT_FOUND -> new NotFoundException(error, requestId, cause);
      case ERROR_REASON_ATTACHMENT_BLOCKED ->
          new AttachmentBlockedException(error, requestId, cause);
      case ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED ->
          new ReviewRequiredException(error, requestId, cause);
      case ERROR_REASON_ATTACHMENT_TOO_LARGE ->
          new AttachmentTooLargeException(error, requestId, cause);
      case ERROR_REASON_UPLOAD_TOO_LARGE -> new UploadTooLargeException(error, requestId, cause);
      case ERROR_REASON_RATE_LIMITED -> new RateLimitedException(error, requestId, cause);
      case ERROR_REASON_UNAVAILABLE -> new UnavailableException(error, requestId, cause);
      default -> new InternalException(error, requestId, cause);
    };
  }

  private static String message(StatusRuntimeException thrown, boolean answeredOnce) {
    String description = String.valueOf(thrown.getStatus().getDescription());
    // A TLS server does this to a client without TLS, but so does a proxy whose service is away:
    // it is retried.
    return !answeredOnce && description.contains("Network closed for unknown reason")
        ? "The peer closed the connection before it answered: check the port, and whether it"
            + " expects TLS"
        : transportFailure(thrown);
  }

  private static String transportFailure(StatusRuntimeException thrown) {
    Throwable cause = thrown.getCause();
    return "The call failed: "
        + String.valueOf(thrown.getMessage()).lines().limit(2).collect(Collectors.joining(", "))
        + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  private static String requestId(@Nullable Metadata trailers, String sent) {
    String logged = trailers == null ? null : trailers.get(Connection.REQUEST_ID);
    return logged == null ? sent : logged;
  }
}
