package com.tickiti.attachments.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class RetryPolicyTest {

  private static final RetryPolicy POLICY =
      new RetryPolicy(5, Duration.ofMillis(100), Duration.ofMillis(500), 2, 0.5);

  @ParameterizedTest
  @CsvSource({
    // attempt, retryAfterSeconds, random, delayMillis (-1: give up)
    "1, 0, 0.0,  100",
    "2, 0, 0.0,  200",
    "3, 0, 0.0,  400",
    "4, 0, 0.0,  500",
    "5, 0, 0.0,   -1",
    "6, 0, 0.0,   -1",
    "1, 0, 0.5,  125",
    "4, 0, 0.5,  625",
    "1, 2, 0.0, 2000",
    "4, 2, 0.0, 2000",
    "1, 2, 0.5, 2500",
    "5, 2, 0.0,   -1",
  })
  void delay_unavailable_growsAndHonoursRetryAfter(
      int attempt, int retryAfterSeconds, double random, long delayMillis) {
    AttachmentException error =
        new UnavailableException(
            AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE)
                .withRetryAfterSeconds(retryAfterSeconds),
            "id",
            null);
    Optional<Duration> expected =
        delayMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(delayMillis));

    assertThat(POLICY.delay(attempt, error, random)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "ERROR_REASON_UNSPECIFIED",
        "ERROR_REASON_UNAVAILABLE",
        "ERROR_REASON_RATE_LIMITED",
        "UNRECOGNIZED"
      })
  void delay_whatWillNotChange_givesUp(ErrorReason reason) {
    // Only the reason matters, so that any class of exception will do.
    AttachmentException error = new InternalException(AttachmentError.of(reason), "id", null);

    assertThat(POLICY.delay(1, error, 0)).isEmpty();
  }

  @Test
  void delay_rateLimited_isRetried() {
    AttachmentError limited =
        AttachmentError.of(ErrorReason.ERROR_REASON_RATE_LIMITED).withRetryAfterSeconds(3);

    assertThat(POLICY.delay(1, new RateLimitedException(limited, "id", null), 0))
        .contains(Duration.ofSeconds(3));
  }

  @Test
  void delay_integrity_givesUp() {
    assertThat(POLICY.delay(1, new IntegrityException("wrong", "id"), 0)).isEmpty();
  }

  @Test
  void delay_farBeyondMaximum_doesNotOverflow() {
    RetryPolicy patient =
        new RetryPolicy(10_000, Duration.ofSeconds(1), Duration.ofSeconds(9), 10, 0);
    AttachmentException error =
        new UnavailableException(
            AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE), "id", null);

    assertThat(patient.delay(9_000, error, 0.9)).contains(Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 2, 1, 0",
    "1, -1, 2, 1, 0",
    "1, 2, 1, 1, 0",
    "1, 1, 2, 0.5, 0",
    "1, 1, 2, 1, 2"
  })
  void new_outOfRange_isRefused(
      int attempts, long base, long max, double multiplier, double jitter) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RetryPolicy(
                    attempts, Duration.ofMillis(base), Duration.ofMillis(max), multiplier, jitter));
  }
}
