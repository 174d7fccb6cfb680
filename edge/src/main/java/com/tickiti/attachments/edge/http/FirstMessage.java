package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call of which one message is wanted: the answer of a unary call, or the header of a stream.
 * Confined to the call's executor.
 *
 * @param <R> the response message
 */
public final class FirstMessage<R> extends ClientCall.Listener<R> {

  private final HttpHeadersBuilder rateLimit = HttpHeaders.builder();
  private final CompletableFuture<R> result = new CompletableFuture<>();
  private @Nullable R first;

  private FirstMessage() {}

  /** Sends {@code requests} and nothing more, and asks for what comes back. */
  public static <Q, R> FirstMessage<R> of(
      ClientCall<Q, R> call, Metadata metadata, List<Q> requests) {
    FirstMessage<R> message = new FirstMessage<>();
    call.start(message, metadata);
    call.request(2); // the second would be what a stream goes on with
    requests.forEach(call::sendMessage);
    call.halfClose();
    var unused =
        message.result.whenComplete(
            (value, thrown) -> call.cancel("nothing more is wanted", thrown));
    return message;
  }

  /**
   * Completed with the message, or with the {@code StatusRuntimeException} that the call ended in.
   * Completing it in another way cancels the call.
   */
  public CompletableFuture<R> result() {
    return result;
  }

  /** How much of its allowance the token has left; complete once the result is. */
  public HttpHeaders rateLimit() {
    return rateLimit.build();
  }

  @Override
  public void onHeaders(Metadata headers) {
    RateLimitHeaders.copy(headers, rateLimit);
  }

  @Override
  public void onMessage(R message) {
    if (first != null) {
      result.complete(first);
    } else {
      first = message;
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    RateLimitHeaders.copy(trailers, rateLimit);
    if (!status.isOk()) {
      result.completeExceptionally(status.asRuntimeException(trailers));
    } else if (first == null) {
      result.completeExceptionally(
          Status.INTERNAL.withDescription("the service sent no message").asRuntimeException());
    } else {
      result.complete(first);
    }
  }
}
