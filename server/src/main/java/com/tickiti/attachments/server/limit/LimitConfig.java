package com.tickiti.attachments.server.limit;

import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;

/**
 * The limits of a server.
 *
 * @param tokenRequestsPerSecond how many requests a second a token may make in the long run; 0 for
 *     any number
 * @param tokenBurst how many it may make at once
 * @param tokenConcurrency how many of its calls may be in flight; 0 for any number
 * @param addressFailures failed authentications a minute of one client address; 0 for any number
 * @param tokenFailures failed authentications a minute of one token id; 0 for any number
 * @param trustedProxies whose word on their client's address is taken
 * @param memoryBudgetBytes what calls may hold in memory
 */
public record LimitConfig(
    double tokenRequestsPerSecond,
    int tokenBurst,
    int tokenConcurrency,
    int addressFailures,
    int tokenFailures,
    AddressRanges trustedProxies,
    long memoryBudgetBytes) {

  public static final int DEFAULT_TOKEN_BURST = 100;
  public static final int DEFAULT_TOKEN_CONCURRENCY = 256;
  public static final int DEFAULT_FAILURES = 100;

  /** No limit but that of memory. */
  public static final LimitConfig NONE =
      new LimitConfig(
          0, DEFAULT_TOKEN_BURST, 0, 0, 0, AddressRanges.NONE, MemoryBudget.defaultBytes());

  /** The limits of a server that was told nothing. */
  public static final LimitConfig DEFAULT =
      new LimitConfig(
          0,
          DEFAULT_TOKEN_BURST,
          DEFAULT_TOKEN_CONCURRENCY,
          DEFAULT_FAILURES,
          DEFAULT_FAILURES,
          AddressRanges.NONE,
          MemoryBudget.defaultBytes());
}
