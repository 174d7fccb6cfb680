package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/** Gives what the HTTP library itself refuses the same JSON shape as every other error. */
public final class ProtocolErrors implements ServerErrorHandler {

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    return null; // the library's default finds the status, then asks renderStatus
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String requestId = ctx == null ? RequestId.of(headers) : RequestId.of(ctx);
    return JsonResponse.of(status, errorOf(status), requestId);
  }

  private static AttachmentError errorOf(HttpStatus status) {
    return switch (status.code()) {
      case 404 -> AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND);
      case 405 -> AttachmentError.of(ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED);
      case 408 -> AttachmentError.of(ErrorReason.ERROR_REASON_REQUEST_TIMEOUT);
      case 413 -> AttachmentError.of(ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE);
      case 414 -> tooLarge("The request line is too long.");
      case 431 -> tooLarge("The request headers are too large.");
      case 503 -> AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE);
      default ->
          AttachmentError.of(
              status.isServerError()
                  ? ErrorReason.ERROR_REASON_INTERNAL
                  : ErrorReason.ERROR_REASON_BAD_REQUEST);
    };
  }

  private static AttachmentError tooLarge(String message) {
    return AttachmentError.of(ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE).withMessage(message);
  }
}
