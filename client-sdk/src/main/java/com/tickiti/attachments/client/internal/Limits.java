package com.tickiti.attachments.client.internal;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of calls, each more than zero.
 *
 * @param deadline for a call with one message each way, with all attempts
 * @param stallTimeout for an attempt at a transfer in which no byte moves
 * @param transferDeadline for a download or upload, with all attempts; {@code null} for none
 */
public record Limits(
    Duration deadline, Duration stallTimeout, @Nullable Duration transferDeadline) {

  /** 30 seconds, and no limit on a whole transfer: a large file over a slow line takes long. */
  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), null);

  public Limits {
    check("deadline", deadline);
    check("stallTimeout", stallTimeout);
    if (transferDeadline != null) {
      check("transferDeadline", transferDeadline);
    }
  }

  public Limits withDeadline(Duration newDeadline) {
    return new Limits(newDeadline, stallTimeout, transferDeadline);
  }

  public Limits withStallTimeout(Duration newStallTimeout) {
    return new Limits(deadline, newStallTimeout, transferDeadline);
  }

  public Limits withTransferDeadline(Duration newTransferDeadline) {
    return new Limits(deadline, stallTimeout, newTransferDeadline);
  }

  /** When a transfer that begins now must have ended; {@code null} for never. */
  @Nullable Deadline transferEnd() {
    return transferDeadline == null ? null : after(transferDeadline);
  }

  static Deadline after(Duration duration) {
    return Deadline.after(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void check(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: > 0)");
    }
  }
}
