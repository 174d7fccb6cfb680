package com.tickiti.attachments.server.telemetry;

import com.google.common.net.InetAddresses;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failed authentications, and calls over a limit, and logs them in one line a minute, so
 * that a flood of them does not flood the log. Thread-safe.
 */
final class AuthenticationFailures implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AuthenticationFailures.class);

  /** Beyond so many a minute, further addresses are counted together. */
  static final int MAX_ADDRESSES = 1_000;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder()
              .setDaemon(true)
              .setNameFormat("authentication-failures")
              .build());
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private long failed;
  private long limited;

  /** Reports each minute from now on. */
  AuthenticationFailures() {
    var unused = timer.scheduleAtFixedRate(this::report, 1, 1, TimeUnit.MINUTES);
  }

  /** No valid token was presented. */
  synchronized void failed(InetAddress client) {
    failed++;
    count(client);
  }

  /** The caller was over a limit. */
  synchronized void limited(InetAddress client) {
    limited++;
    count(client);
  }

  /** Logs what there was since the last time, if anything. */
  synchronized void report() {
    if (failed + limited > 0) {
      Map.Entry<InetAddress, Integer> most =
          byAddress.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
      log.atWarn()
          .addKeyValue("unauthenticated", failed)
          .addKeyValue("rate_limited", limited)
          .addKeyValue("addresses", byAddress.size())
          .addKeyValue("most_from", InetAddresses.toAddrString(most.getKey()))
          .addKeyValue("most", most.getValue())
          .log("failed authentications since the last such line");
    }
    failed = 0;
    limited = 0;
    byAddress.clear();
  }

  private void count(InetAddress client) {
    if (byAddress.size() < MAX_ADDRESSES || byAddress.containsKey(client)) {
      byAddress.merge(client, 1, Integer::sum);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    report();
  }
}
