package com.tickiti.attachments.client.internal;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one answer of a call as a future; cancelling the future cancels the call. */
final class FutureAnswer<Q, R, T> implements ClientResponseObserver<Q, R> {

  private final Function<R, T> convert;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private @Nullable R answer;

  FutureAnswer(Function<R, T> convert) {
    this.convert = convert;
  }

  CompletableFuture<T> result() {
    return result;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> call) {
    Futures.whenDone(
        result,
        (value, thrown) -> {
          if (result.isCancelled()) {
            call.cancel("the caller no longer waits", thrown);
          }
        });
  }

  @Override
  public void onNext(R message) {
    answer = message;
  }

  @Override
  public void onError(Throwable thrown) {
    result.completeExceptionally(thrown);
  }

  @Override
  public void onCompleted() {
    R given = answer;
    try {
      if (given == null) {
        throw new IllegalStateException("the service completed without an answer");
      }
      result.complete(convert.apply(given));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}
