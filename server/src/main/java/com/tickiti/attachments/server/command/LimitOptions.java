package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.server.limit.LimitConfig;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how much callers may ask for. */
final class LimitOptions {

  @Option(
      names = "--token-requests-per-second",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Requests a second that one token may make in the long run; beyond them 429. 0 for any"
              + " number (default: ${DEFAULT-VALUE}, since what is honest use is for each helpdesk to say).")
  private double tokenRequestsPerSecond;

  @Option(
      names = "--token-burst",
      paramLabel = "N",
      defaultValue = "100",
      description = "Requests that it may make at once after a pause (default: ${DEFAULT-VALUE}).")
  private int tokenBurst = LimitConfig.DEFAULT_TOKEN_BURST;

  @Option(
      names = "--token-concurrency",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Calls of one token at a time; beyond them 429. 0 for any number (default:"
              + " ${DEFAULT-VALUE}: more than two cores can be kept busy with, fewer than starve others).")
  private int tokenConcurrency = LimitConfig.DEFAULT_TOKEN_CONCURRENCY;

  @Option(
      names = "--address-failures-per-minute",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Failed authentications a minute from one client address (IPv6: /64); beyond them 429"
              + " without a look at the database. 0 for any number (default: ${DEFAULT-VALUE}).")
  private int addressFailures = LimitConfig.DEFAULT_FAILURES;

  @Option(
      names = "--token-failures-per-minute",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "The same with one token id, from anywhere. Neither stops a token that was right in the"
              + " last 24 hours. 0 for any number (default: ${DEFAULT-VALUE}).")
  private int tokenFailures = LimitConfig.DEFAULT_FAILURES;

  @Option(
      names = "--trusted-proxies",
      paramLabel = "CIDR",
      split = ",",
      description =
          "Whose word on their client's address is taken: that of proxies in X-Forwarded-For, and"
              + " that of edges that run apart (default: nobody's).")
  private List<String> trustedProxies = List.of();

  @Option(
      names = "--memory-budget-bytes",
      paramLabel = "BYTES",
      description =
          "What downloads and uploads may hold in memory together; further ones get 503"
              + " (default: a third of the heap, or half of the direct memory where that is less).")
  private long memoryBudgetBytes = MemoryBudget.defaultBytes();

  LimitConfig toConfig() {
    if (!(tokenRequestsPerSecond >= 0 && tokenRequestsPerSecond <= 1e9)) {
      throw new CommandFailure(
          "--token-requests-per-second: "
              + tokenRequestsPerSecond
              + " (expected: 0 to 1000000000)");
    }
    return new LimitConfig(
        tokenRequestsPerSecond,
        atLeast(1, "--token-burst", tokenBurst),
        atLeast(0, "--token-concurrency", tokenConcurrency),
        atLeast(0, "--address-failures-per-minute", addressFailures),
        atLeast(0, "--token-failures-per-minute", tokenFailures),
        proxies(),
        atLeast(1, "--memory-budget-bytes", memoryBudgetBytes));
  }

  private AddressRanges proxies() {
    try {
      return AddressRanges.parse(trustedProxies);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--trusted-proxies: " + e.getMessage());
    }
  }

  private static <N extends Number> N atLeast(int least, String option, N value) {
    if (value.longValue() < least) {
      throw new CommandFailure(option + ": " + value + " (expected: " + least + " or more)");
    }
    return value;
  }
}
