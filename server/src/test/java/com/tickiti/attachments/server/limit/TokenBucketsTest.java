package com.tickiti.attachments.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketsTest {

  private static final int MAX_KEYS = 1_000;

  /** Near where the clock wraps around, as it may. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());

  private final TokenBuckets buckets = new TokenBuckets(3, 2, MAX_KEYS, now::get);

  /**
   * Of 3, refilled by 2 a second: how many were taken at once, and after what time one is asked.
   */
  @ParameterizedTest
  @CsvSource({
    "0,    0, true,  2, 0,   500",
    "1,    0, true,  1, 0,   1000",
    "2,    0, true,  0, 500, 1500",
    "3,    0, false, 0, 500, 1500",
    "3,    1, false, 0, 499, 1499",
    "3,  499, false, 0, 1,   1001",
    "3,  500, true,  0, 500, 1500",
    "3,  750, true,  0, 250, 1250",
    "3, 1000, true,  1, 0,   1000",
    "3, 1500, true,  2, 0,   500",
    "3, 9999, true,  2, 0,   500",
    "9, 1500, true,  2, 0,   500"
  })
  void take(
      int before,
      long afterMillis,
      boolean granted,
      long remaining,
      long nextMillis,
      long fullMillis) {
    IntStream.range(0, before).forEach(i -> buckets.take(7));
    now.addAndGet(Duration.ofMillis(afterMillis).toNanos());

    assertThat(buckets.take(7))
        .isEqualTo(
            new Allowance(
                granted,
                3,
                remaining,
                Duration.ofMillis(1500),
                Duration.ofMillis(nextMillis),
                Duration.ofMillis(fullMillis)));
  }

  @Test
  void take_otherKey_hasABucketOfItsOwn() {
    IntStream.range(0, 4).forEach(i -> buckets.take(7));

    assertThat(buckets.take(8).granted()).isTrue();
    assertThat(buckets.take(7).granted()).isFalse();
  }

  @Test
  void look_takesNothing() {
    assertThat(IntStream.range(0, 10).mapToObj(i -> buckets.look(7))).allMatch(Allowance::granted);
    IntStream.range(0, 3).forEach(i -> buckets.take(7));

    assertThat(buckets.look(7).granted()).isFalse();
    assertThat(buckets.look(7).untilNext()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void take_moreKeysThanAreKept_staysBounded() {
    LongStream.range(0, 50L * MAX_KEYS).forEach(buckets::take);

    assertThat(buckets.size()).isBetween(1L, (long) MAX_KEYS);
  }

  @Test
  void take_byManyAtOnce_grantsExactlyWhatThereIs() {
    TokenBuckets slow = new TokenBuckets(1_000, 0.001, MAX_KEYS, now::get);

    assertThat(IntStream.range(0, 20_000).parallel().filter(i -> slow.take(7).granted()).count())
        .isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "1, -1", "1, NaN"})
  void buckets_thatWouldNeverGrant_areRefused(long capacity, double perSecond) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenBuckets(capacity, perSecond, MAX_KEYS, now::get));
  }
}
