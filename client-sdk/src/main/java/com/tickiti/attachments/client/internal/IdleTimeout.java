package com.tickiti.attachments.client.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs something once nothing has happened for a while. Thread-safe. */
final class IdleTimeout {

  private final Connection connection;
  private final long timeoutNanos;
  private final Runnable onIdle;
  private volatile long lastNanos = System.nanoTime();
  private @Nullable Future<?> nextCheck;
  private boolean stopped;

  private IdleTimeout(Connection connection, Duration timeout, Runnable onIdle) {
    this.connection = connection;
    this.timeoutNanos = timeout.toNanos();
    this.onIdle = onIdle;
  }

  /**
   * Begins to wait.
   *
   * @param onIdle must not block
   */
  static IdleTimeout start(Connection connection, Duration timeout, Runnable onIdle) {
    IdleTimeout idle = new IdleTimeout(connection, timeout, onIdle);
    idle.check();
    return idle;
  }

  /** Something has happened. */
  void progressed() {
    lastNanos = System.nanoTime();
  }

  synchronized void stop() {
    stopped = true;
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
  }

  /** Looks again when it might be time, rather than being set anew at each event. */
  private synchronized void check() {
    if (stopped) {
      return;
    }
    long remainingNanos = timeoutNanos - (System.nanoTime() - lastNanos);
    if (remainingNanos <= 0) {
      onIdle.run();
    } else {
      nextCheck = connection.schedule(Duration.ofNanos(remainingNanos), this::check);
    }
  }
}
