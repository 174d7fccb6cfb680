package com.tickiti.attachments.client.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Waits for calls, and for their ends. */
public final class Futures {

  private Futures() {}

  /**
   * The result of {@code call}, or the unchecked exception it ended in.
   *
   * @throws CancellationException where the thread is interrupted, which cancels the call; the
   *     thread stays interrupted
   */
  public static <T> T await(CompletableFuture<T> call) {
    try {
      return call.get();
    } catch (InterruptedException e) {
      call.cancel(true);
      throw interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Runs {@code action}, with what it ended in, when {@code call} ends, however it does. */
  static <T> void whenDone(
      CompletableFuture<T> call, BiConsumer<@Nullable T, @Nullable Throwable> action) {
    var unused = call.whenComplete(action);
  }

  /** What to throw where a thread was interrupted as it waited; it stays interrupted. */
  static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("interrupted");
  }
}
