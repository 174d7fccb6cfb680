package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.AttachmentException;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call and its repetitions, until an attempt succeeds or another would be of no use. Holds no
 * thread while it waits. Cancelling the result cancels the attempt under way.
 */
final class RetryingCall<T> {

  private final Connection connection;
  private final String method;
  private final String requestId;
  private final @Nullable Deadline end;
  private final BooleanSupplier repeatable;
  private final Supplier<CompletableFuture<T>> attempt;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private int attempts; // one attempt follows the other

  /**
   * @param end after which no attempt begins; {@code null} for never
   * @param repeatable whether another attempt is possible, asked after each failure
   * @param attempt begins an attempt; may block
   */
  RetryingCall(
      Connection connection,
      String method,
      String requestId,
      @Nullable Deadline end,
      BooleanSupplier repeatable,
      Supplier<CompletableFuture<T>> attempt) {
    this.connection = connection;
    this.method = method;
    this.requestId = requestId;
    this.end = end;
    this.repeatable = repeatable;
    this.attempt = attempt;
  }

  CompletableFuture<T> start() {
    connection.checkOpen();
    connection.execute(this::tryOnce);
    return result;
  }

  private void tryOnce() {
    if (result.isDone()) {
      return;
    }
    attempts++;
    connection.tell(listener -> listener.attemptStarted(method, requestId));
    CompletableFuture<T> current;
    try {
      current = attempt.get();
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
      return;
    }
    Futures.whenDone(result, (value, thrown) -> current.cancel(true));
    Futures.whenDone(
        current,
        (value, thrown) -> {
          if (thrown == null) {
            connection.tell(listener -> listener.callSucceeded(method, requestId));
            result.complete(value);
          } else {
            failed(thrown);
          }
        });
  }

  private void failed(Throwable thrown) {
    if (!(thrown instanceof StatusRuntimeException status)) {
      if (thrown instanceof AttachmentException error) {
        connection.tell(
            listener -> listener.attemptFailed(method, requestId, error, Optional.empty()));
      }
      result.completeExceptionally(thrown);
      return;
    }
    AttachmentException error = connection.failure(status, requestId);
    Optional<Duration> delay =
        connection.retryDelay(attempts, error, end).filter(unused -> repeatable.getAsBoolean());
    connection.tell(listener -> listener.attemptFailed(method, requestId, error, delay));
    if (delay.isEmpty()) {
      result.completeExceptionally(error);
    } else {
      var unused = connection.schedule(delay.get(), this::tryAgain);
    }
  }

  private void tryAgain() {
    connection.reconnect();
    connection.execute(this::tryOnce);
  }
}
