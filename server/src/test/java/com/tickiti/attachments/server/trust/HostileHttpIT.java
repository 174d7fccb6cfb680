package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.attack.Findings;
import com.tickiti.attachments.server.attack.HostileHttp1;
import com.tickiti.attachments.server.attack.HostileHttp2;
import com.tickiti.attachments.server.attack.RawSockets;
import com.tickiti.attachments.server.harness.GuardedServer;
import com.tickiti.attachments.server.harness.TrustRun;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile requests of all kinds against the JSON port of a server that watches its buffers. */
@Tag("trust")
@Tag("alone")
class HostileHttpIT {

  private static final Duration PATIENCE = GuardedServer.LONGEST_LIMIT.plusSeconds(2);

  /** So few that what they ask for at once is answered well within the patience. */
  private static final int AT_A_TIME = 8;

  @TempDir private static Path directory;
  private static GuardedServer server;

  @BeforeAll
  static void start() throws Exception {
    server = GuardedServer.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void hostileRequests_areAnsweredOrCut_andLeakNothing() throws Exception {
    long seed = TrustRun.seed();
    Instant start = Instant.now();
    Instant deadline = start.plusSeconds(TrustRun.count(60, 480));
    int goal = TrustRun.count(4_000, 1_000_000);
    Findings findings = new Findings();

    run(goal, deadline, findings, seed);
    findings.outcomes().forEach((outcome, count) -> System.out.println(outcome + ": " + count));
    TrustRun.report(
        "hostile HTTP requests",
        findings.tried(),
        findings.faultCount() + " faults, " + server.leaks() + " leaks",
        "0 in " + String.format(Locale.ROOT, "%,d", goal),
        seed,
        Duration.between(start, Instant.now()));

    assertThat(findings.faults()).as("seed %d", seed).isEmpty();
    assertThat(server.answersHonestly()).isTrue();
    assertThat(server.leaks()).isZero();
    assertThat(server.errorsLogged()).as("seed %d", seed).isEmpty();
    assertThat(server.linesLogged()).as("seed %d", seed).isLessThanOrEqualTo(findings.tried());
  }

  private static void run(int goal, Instant deadline, Findings findings, long seed)
      throws IOException {
    InetSocketAddress address = server.http();
    String token = server.token();
    try (RawSockets sockets = new RawSockets(address, PATIENCE)) {
      sockets.run(
          new Iterator<>() {
            private long number;

            @Override
            public boolean hasNext() {
              return findings.tried() < goal && Instant.now().isBefore(deadline);
            }

            @Override
            public RawSockets.Exchange next() {
              number++;
              return number % 2 == 0
                  ? new HostileHttp1(seed, number, token, findings)
                  : new HostileHttp2(seed, number, token, findings);
            }
          },
          AT_A_TIME);
    }
  }
}
