package com.tickiti.attachments.server.harness;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what a system does by itself. */
public final class Await {

  private static final long POLL_MILLIS = 10;

  private Await() {}

  /**
   * Waits until {@code condition} holds.
   *
   * @return how long that took
   * @throws AssertionError where it does not within {@code limit}
   */
  public static Duration until(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      Thread.sleep(POLL_MILLIS);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
