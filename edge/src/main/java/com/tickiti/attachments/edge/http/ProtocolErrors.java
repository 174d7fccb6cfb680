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
import java.util.List;
import java.util.Map;
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
      case 413 -> AttachmentError.of(ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE);
      case 503 -> AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE);
      default ->
          status.isServerError()
              ? AttachmentError.of(ErrorReason.ERROR_REASON_INTERNAL)
              : malformed(status);
    };
  }

  /** The catalogue has no entry for HTTP that cannot be read; the status tells what it was. */
  private static AttachmentError malformed(HttpStatus status) {
    return AttachmentError.invalid(Map.of("request", List.of(status.reasonPhrase())))
        .withMessage("The HTTP request is malformed or incomplete.");
  }
}
