package com.tickiti.attachments.server.limit;

import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is counted for the limits of one server. Thread-safe.
 *
 * @param requests of each token id; {@code null} where they are not limited
 * @param calls in flight of each token id; {@code null} where they are not limited
 * @param failures of authentication
 * @param memory that calls hold
 * @param trustedProxies whose word on their client's address is taken
 */
public record ServerLimits(
    @Nullable TokenBuckets requests,
    @Nullable ConcurrentCalls calls,
    FailedAuthentications failures,
    MemoryBudget memory,
    AddressRanges trustedProxies) {

  /** More than there are tokens in most helpdesks; 100 bytes each. */
  private static final int MAX_TOKENS = 20_000;

  /**
   * Nothing is counted yet.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public static ServerLimits of(
      LimitConfig config,
      MemoryBudget memory,
      AddressRanges trustedProxies,
      LongSupplier nanoTime) {
    return new ServerLimits(
        config.tokenRequestsPerSecond() == 0
            ? null
            : new TokenBuckets(
                config.tokenBurst(), config.tokenRequestsPerSecond(), MAX_TOKENS, nanoTime),
        config.tokenConcurrency() == 0 ? null : new ConcurrentCalls(config.tokenConcurrency()),
        new FailedAuthentications(config.addressFailures(), config.tokenFailures(), nanoTime),
        memory,
        trustedProxies);
  }
}
