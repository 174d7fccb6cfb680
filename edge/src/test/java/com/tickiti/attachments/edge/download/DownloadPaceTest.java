package com.tickiti.attachments.edge.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadPaceTest {

  private static final DownloadPace PACE =
      new DownloadPace(Duration.ofSeconds(60), 1000, Duration.ofSeconds(3600));

  @ParameterizedTest
  @CsvSource({
    // seconds elapsed, bytes sent, seconds remaining
    "0, 0, 60", // the head start
    "50, 0, 10",
    "60, 0, 0", // nothing sent in all that time
    "60, 60000, 60", // as fast as it must be
    "600, 600000, 60",
    "600, 540000, 0", // too slow by the head start
    "600, 570000, 30",
    "600, 1000000000, 60", // no credit beyond the progress timeout
    "3590, 1000000000, 10", // the cap
    "3601, 1000000000, -1",
  })
  void remaining_isTheStrictestOfThreeLimits(long elapsed, long sent, long remaining) {
    assertThat(PACE.remaining(Duration.ofSeconds(elapsed), sent))
        .isEqualTo(Duration.ofSeconds(remaining));
  }

  @Test
  void remaining_steady128KiBPerSecond_isNeverUpByDefault() {
    DownloadPace pace = DownloadPace.defaults();
    // The kernel may swallow many MiB at once, then show no progress until they are read.
    long jerk = 10 << 20;
    long size = 26_214_400L * 4 / 3;
    for (long sent = 0; sent < size; sent += jerk) {
      Duration elapsed = Duration.ofSeconds(sent / (128 * 1024));
      Duration untilNext = Duration.ofSeconds(jerk / (128 * 1024));

      assertThat(pace.remaining(elapsed, sent)).isGreaterThan(untilNext);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "-1, 1, 1", "1, 0, 1", "1, 1, 0"})
  void constructor_notPositive_isRefused(long progress, long rate, long cap) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new DownloadPace(Duration.ofSeconds(progress), rate, Duration.ofSeconds(cap)));
  }
}
