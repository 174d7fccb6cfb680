package com.tickiti.attachments.client;

import java.time.Duration;
import java.util.Optional;

/**
 * When to try again, and after how long: exponential backoff with jitter. Pure: no clock, no
 * randomness of its own. Immutable.
 *
 * <p>Only what the error catalogue calls retryable is tried again ({@code UNAVAILABLE}, {@code
 * RATE_LIMITED}); every call of this client is safe to repeat. The attempts of a download are
 * counted from the last byte received.
 *
 * @param maxAttempts how often to try in all, at least 1
 * @param baseBackoff the wait after the first failure
 * @param maxBackoff the longest wait, unless the service asks for a longer one
 * @param multiplier by how much each wait is longer than the one before, at least 1
 * @param jitter by which part of itself a wait is lengthened at most, 0 to 1, so that many clients
 *     do not come back at once
 */
public record RetryPolicy(
    int maxAttempts, Duration baseBackoff, Duration maxBackoff, double multiplier, double jitter) {

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " (expected: >= 1)");
    }
    if (baseBackoff.isNegative() || maxBackoff.compareTo(baseBackoff) < 0) {
      throw new IllegalArgumentException(
          "backoff: %s to %s (expected: 0 <= base <= max)".formatted(baseBackoff, maxBackoff));
    }
    if (!(multiplier >= 1)) {
      throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: >= 1)");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0 to 1)");
    }
  }

  /** Seven attempts within 11 to 17 seconds: long enough for a service to be restarted. */
  public static RetryPolicy standard() {
    return new RetryPolicy(7, Duration.ofMillis(200), Duration.ofSeconds(5), 2, 0.5);
  }

  /** Never tries again. */
  public static RetryPolicy none() {
    return new RetryPolicy(1, Duration.ZERO, Duration.ZERO, 1, 0);
  }

  /** This policy with another number of attempts. */
  public RetryPolicy withMaxAttempts(int newMaxAttempts) {
    return new RetryPolicy(newMaxAttempts, baseBackoff, maxBackoff, multiplier, jitter);
  }

  /**
   * How long to wait before the next attempt; empty when there should be none.
   *
   * @param attempt how many attempts have failed, from 1
   * @param error what the last of them ended in; its {@link AttachmentException#retryAfter()} is
   *     the least that is waited
   * @param random evenly distributed, from 0 to below 1
   */
  public Optional<Duration> delay(int attempt, AttachmentException error, double random) {
    if (attempt >= maxAttempts || !error.isRetryable()) {
      return Optional.empty();
    }
    double grownNanos = baseBackoff.toNanos() * Math.pow(multiplier, attempt - 1.0);
    long backoffNanos = Math.min((long) grownNanos, maxBackoff.toNanos());
    long leastNanos = Math.max(backoffNanos, error.retryAfter().toNanos());
    return Optional.of(Duration.ofNanos((long) (leastNanos * (1 + jitter * random))));
  }
}
