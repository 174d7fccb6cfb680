package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.attack.SlowSockets;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.process.JarProcess;
import com.tickiti.attachments.server.process.SlowReaders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients that are slow on purpose, beside honest ones that want to be served. */
@Tag("trust")
@Tag("alone")
class SlowSocketsIT {

  private static final int LIMIT_SECONDS = TrustRun.count(3, 20);
  private static final int HEADS = TrustRun.count(100, 1000);
  private static final int BODIES = TrustRun.count(100, 1000);
  private static final int READERS = TrustRun.count(20, 200);
  private static final int HONEST = TrustRun.count(40, 400);
  private static final long MAX_RSS_KIB = 1 << 20;

  @TempDir private Path directory;

  @Test
  void slowSockets_areCutAndDoNotSlowOthers() throws Exception {
    Instant start = Instant.now();
    try (JarProcess demo = demo()) {
      JarProcess.Ready ready = demo.awaitReady();
      JsonNode description = new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
      String token = description.at("/tokens/reader").textValue();
      HonestClient honest = new HonestClient(ready.http(), token);
      honest.nanos(HONEST); // warms up
      long[] before = honest.nanos(HONEST);

      URI base = URI.create(ready.http());
      try (SlowSockets slow =
          new SlowSockets(
              new InetSocketAddress(base.getHost(), base.getPort()), token, range(25 << 20))) {
        slow.connect(SlowSockets.Kind.HEAD, HEADS);
        slow.connect(SlowSockets.Kind.BODY, BODIES);
        slow.connect(SlowSockets.Kind.READING, READERS);
        slow.start();
        CompletableFuture<List<Long>> patient = readAt128KiB(ready.http(), token);
        long[] meanwhile = honest.nanos(HONEST); // the readers' answers fill the kernel's buffers
        long[] during = honest.nanos(HONEST);
        int openThen = slow.open();
        long rss = residentKiB(demo.pid());

        awaitOpen(slow, READERS, Duration.ofSeconds(2L * LIMIT_SECONDS + 30));
        int slowSenders = slow.open() - READERS;
        // A reader cannot see that it was cut before it has read what was sent until then.
        Thread.sleep(2000L * LIMIT_SECONDS);
        slow.hurry();
        awaitOpen(slow, 0, Duration.ofSeconds(30));
        TrustRun.report(
            "slow sockets",
            HEADS + BODIES + READERS,
            ("%d left, %d open when measured; honest median %.1f, %.1f, %.1f ms, p99 %.1f, %.1f, %.1f ms"
                    + " (before, while they come, once they are there); %,d KiB")
                .formatted(
                    slow.open() + slow.whole(),
                    openThen,
                    at(before, 50) / 1e6,
                    at(meanwhile, 50) / 1e6,
                    at(during, 50) / 1e6,
                    at(before, 99) / 1e6,
                    at(meanwhile, 99) / 1e6,
                    at(during, 99) / 1e6,
                    rss),
            "all cut, honest within 20%",
            0,
            Duration.between(start, Instant.now()));
        assertThat(slowSenders).isNotPositive();
        assertThat(slow.open()).isZero();
        assertThat(slow.whole()).isZero();
        assertThat(rss).isLessThan(MAX_RSS_KIB);
        assertThat(patient.get()).singleElement().satisfies(got -> assertThat(got).isPositive());
      }
      assertThat(demo.terminate()).isZero();
    }
  }

  private JarProcess demo() throws IOException {
    String limit = LIMIT_SECONDS + "s";
    return JarProcess.start(
        List.of("-Xmx256m"),
        JarProcess.SERVER,
        List.of(
            String.format(
                    Locale.ROOT,
                    "demo --http-port 0 --grpc-port 0 --data-dir %s --http-request-timeout %s"
                        + " --http-stall-timeout %s",
                    directory,
                    limit,
                    limit)
                .split(" ")));
  }

  /** Throws where it does not get all. */
  private static CompletableFuture<List<Long>> readAt128KiB(String http, String token) {
    SlowReaders reader = new SlowReaders(http, token, range(TrustRun.count(600 << 10, 8 << 20)));
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return reader.read(1, 128 << 10);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** The beginning of the demo's file of 25 MiB. */
  private static String range(int length) {
    return "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14500\",\"offset\":0,\"length\":"
        + length
        + "}";
  }

  private static void awaitOpen(SlowSockets slow, int atMost, Duration limit)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(limit);
    while (slow.open() > atMost && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
    }
  }

  private static long at(long[] sorted, int percent) {
    return sorted[(sorted.length - 1) * percent / 100];
  }

  /** Resident memory of a process; 0 where the system does not tell. */
  private static long residentKiB(long pid) throws IOException {
    Path status = Path.of("/proc/" + pid + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  /** Asks for a small file over and over. */
  private record HonestClient(String http, String token) {

    /** How long each of {@code count} requests took, in ascending order, in nanoseconds. */
    long[] nanos(int count) throws Exception {
      JsonCaller caller = new JsonCaller(http);
      long[] took = new long[count];
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        int status = caller.post(token, range(1 << 10)).status();
        took[i] = System.nanoTime() - start;
        assertThat(status).isEqualTo(200);
      }
      Arrays.sort(took);
      return took;
    }
  }
}
