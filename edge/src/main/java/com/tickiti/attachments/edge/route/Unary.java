package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.http.FirstMessage;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.http.RateLimitHeaders;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responses that are made of one message of a call. */
final class Unary {

  private static final Logger logger = LoggerFactory.getLogger(Unary.class);

  private Unary() {}

  /** The response for {@code error}. */
  static HttpResponse error(ServiceRequestContext ctx, AttachmentError error) {
    return JsonResponse.of(error, RequestId.of(ctx)).toHttpResponse();
  }

  /** The response for {@code error}. */
  static HttpResponse error(ServiceRequestContext ctx, ErrorReason reason) {
    return error(ctx, AttachmentError.of(reason));
  }

  /** A success with {@code json} as its body. */
  static HttpResponse ok(ServiceRequestContext ctx, byte[] json) {
    AggregatedHttpResponse response = JsonResponse.ok(json, RequestId.of(ctx));
    return response.toHttpResponse();
  }

  /**
   * The response that {@code call} ends in. A client that leaves cancels the call.
   *
   * @param success makes the response of the message
   * @param refusal turns what the service refused into what the caller is told
   */
  static <R> HttpResponse respond(
      ServiceRequestContext ctx,
      FirstMessage<R> call,
      Function<R, HttpResponse> success,
      UnaryOperator<AttachmentError> refusal) {
    CompletableFuture<HttpResponse> answer =
        call.result()
            .handleAsync(
                (message, thrown) -> {
                  RateLimitHeaders.copy(call.rateLimit(), ctx);
                  return thrown == null
                      ? success.apply(message)
                      : error(ctx, refusal.apply(errorOf(ctx, thrown)));
                },
                ctx.eventLoop().withoutContext());
    HttpResponse response = HttpResponse.of(answer);
    var unused =
        response
            .whenComplete()
            .exceptionally(
                cause -> {
                  call.result().completeExceptionally(Status.CANCELLED.asRuntimeException());
                  return null;
                });
    return response;
  }

  private static AttachmentError errorOf(ServiceRequestContext ctx, Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    AttachmentError error = AttachmentError.fromThrowable(cause == null ? thrown : cause);
    if (error.reason() == ErrorReason.ERROR_REASON_INTERNAL) {
      logger.error("{} call failed: {}", RequestId.of(ctx), thrown.getMessage());
    }
    return error;
  }
}
