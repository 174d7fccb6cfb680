package com.tickiti.attachments.server.limit;

import java.time.Duration;

/**
 * What a {@link TokenBuckets} bucket holds after it was asked.
 *
 * @param granted whether there was one left, which then was taken
 * @param limit the most that it holds
 * @param remaining what it holds now
 * @param window how long an empty one takes to hold the most
 * @param untilNext how long until there is one again; zero where there is one
 * @param untilFull how long until it holds the most
 */
public record Allowance(
    boolean granted,
    long limit,
    long remaining,
    Duration window,
    Duration untilNext,
    Duration untilFull) {}
