package com.tickiti.attachments.edge.download;

import java.time.Duration;

/**
 * How slowly a client may read a download before it is cut. A fixed timeout would cut an honest
 * slow client; none at all would let a stalled one hold its memory for ever.
 *
 * @param progressTimeout the longest time without any progress; also the head start before the
 *     average rate counts. Kernel buffers make progress jerky, so it must leave a slow client time
 *     to read what they hold, up to 10 MiB
 * @param minBytesPerSecond the lowest average rate, in bytes of response body
 * @param maxDuration the longest a download may take whatever its size
 */
public record DownloadPace(Duration progressTimeout, long minBytesPerSecond, Duration maxDuration) {

  public DownloadPace {
    requirePositive("progressTimeout", progressTimeout);
    requirePositive("maxDuration", maxDuration);
    if (minBytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "minBytesPerSecond: " + minBytesPerSecond + " (expected: >= 1)");
    }
  }

  /** Two minutes without progress, 16 KiB/s on average, one hour in all. */
  public static DownloadPace defaults() {
    return new DownloadPace(Duration.ofMinutes(2), 16 * 1024, Duration.ofHours(1));
  }

  /**
   * How long the client has from now to take the next piece; zero or less when it is too late.
   *
   * @param elapsed since the response began
   * @param sentBytes of response body taken so far
   */
  public Duration remaining(Duration elapsed, long sentBytes) {
    Duration byRate = progressTimeout.plusSeconds(sentBytes / minBytesPerSecond).minus(elapsed);
    Duration byCap = maxDuration.minus(elapsed);
    // guard: a slow reader is cut
    return min(progressTimeout, min(byRate, byCap));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
