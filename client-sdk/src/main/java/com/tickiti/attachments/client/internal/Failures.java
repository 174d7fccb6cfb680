package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.AttachmentBlockedException;
import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.AttachmentTooLargeException;
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
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/** The one place where what a gRPC call ended in becomes the exception that a caller sees. */
final class Failures {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private Failures() {}

  /**
   * @param sentRequestId stands in where the service did not get to say which id it logged
   */
  static AttachmentException toException(StatusRuntimeException thrown, String sentRequestId) {
    Metadata trailers = thrown.getTrailers();
    AttachmentError error = AttachmentError.fromThrowable(thrown);
    if (trailers == null || !trailers.containsKey(DETAILS)) {
      // Not the service's words, so neither is the time to wait.
      error = error.withMessage(transportFailure(thrown)).withRetryAfterSeconds(0);
    }
    return toException(error, requestId(trailers, sentRequestId), thrown);
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

  private static String transportFailure(StatusRuntimeException thrown) {
    Throwable cause = thrown.getCause();
    return "The call failed: "
        + thrown.getMessage()
        + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  private static String requestId(@Nullable Metadata trailers, String sent) {
    String logged = trailers == null ? null : trailers.get(Connection.REQUEST_ID);
    return logged == null ? sent : logged;
  }
}
