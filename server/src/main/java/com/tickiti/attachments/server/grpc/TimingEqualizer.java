package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.v1.ErrorReason;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds refusals that stand for several causes until a whole number of milliseconds has passed
 * since the call came in. The causes cost the database a few microseconds more or less, which a
 * patient caller can measure: an unknown token id and a wrong secret differed by 6 of them.
 */
final class TimingEqualizer {

  private static final long TICK_NANOS = 1_000_000;

  private TimingEqualizer() {}

  /** Returns at once for a reason that hides nothing, and otherwise at the next tick. */
  static void await(ErrorReason reason, long beginNanos) {
    if (reason != ErrorReason.ERROR_REASON_UNAUTHENTICATED
        && reason != ErrorReason.ERROR_REASON_NOT_FOUND) {
      return;
    }
    long deadline = nextTick(beginNanos, System.nanoTime());
    for (long left = deadline - System.nanoTime();
        left > 0 && !Thread.currentThread().isInterrupted();
        left = deadline - System.nanoTime()) {
      // guard: refusals take equally long
      LockSupport.parkNanos(left);
    }
  }

  /** The first time after {@code nowNanos} that is whole ticks after {@code beginNanos}. */
  static long nextTick(long beginNanos, long nowNanos) {
    return beginNanos + ((nowNanos - beginNanos) / TICK_NANOS + 1) * TICK_NANOS;
  }
}
