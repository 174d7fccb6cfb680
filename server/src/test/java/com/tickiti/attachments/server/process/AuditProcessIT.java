package com.tickiti.attachments.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.audit.AuditFiles;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.harness.TrustRun;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log when the server is killed, and when the disk is full. */
@Tag("trust")
class AuditProcessIT {

  private static final int READERS = 6;

  @TempDir private Path directory;

  @Test
  void killed_everyCallerThatGotAByteIsOnRecord() throws Exception {
    Instant start = Instant.now();
    int kills = TrustRun.count(1, 15);
    long seed = TrustRun.seed();
    Random random = new Random(seed);
    Map<String, Received> calls = new ConcurrentHashMap<>();
    try (RevivedServer server = new RevivedServer(directory, List.of())) {
      for (int kill = 0; kill < kills; kill++) {
        readUntilKilled(server, calls, random.nextInt(100_000_000));
        server.awaitRevived();
      }
    }

    String figures = compare(calls, AuditFiles.recordsOfTheKilled(directory.resolve("audit")));
    TrustRun.report(
        "kill -9 of the server under downloads: callers with a byte and no audit record",
        calls.size(),
        figures,
        "0 without a record",
        seed,
        Duration.between(start, Instant.now()));
  }

  @Test
  void diskFull_refusesDownloadsAndServesAgainWhenThereIsRoom() throws Exception {
    Path audit = Files.createDirectories(directory.resolve("audit"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", audit.toString()));
    try (JarProcess demo =
        JarProcess.start(
            List.of(),
            JarProcess.SERVER,
            List.of(
                "demo", "--data-dir", directory.toString(), "--http-port=0", "--grpc-port=0"))) {
      JsonCaller caller = new JsonCaller(demo.awaitReady().http());
      int served = 0;
      int status = post(caller);
      while (status == 200 && served < 1_000) {
        served++;
        status = post(caller);
      }
      assertThat(status).isEqualTo(503);
      assertThat(post(caller)).isEqualTo(503);
      assertThat(demo.faultLines())
          .filteredOn(line -> !line.contains("not ready: audit"))
          .singleElement()
          .asString()
          .contains("audit log", "space");

      assertThat(run("mount", "-o", "remount,size=1m", audit.toString())).isTrue();
      assertThat(post(caller)).isEqualTo(200);
      assertThat(demo.terminate()).isZero();
      assertEachStartHasItsEnd(AuditFiles.records(audit), served + 1);
    } finally {
      run("umount", audit.toString());
    }
  }

  private static void assertEachStartHasItsEnd(List<JsonNode> records, int transfers) {
    Set<String> started = new HashSet<>();
    Set<String> ended = new HashSet<>();
    for (JsonNode record : records) {
      boolean start = record.get("event").textValue().equals("download_started");
      assertThat((start ? started : ended).add(record.get("transfer").textValue())).isTrue();
    }
    assertThat(started).hasSize(transfers).isEqualTo(ended);
  }

  private void readUntilKilled(RevivedServer server, Map<String, Received> calls, int killAfter)
      throws Exception {
    AtomicLong all = new AtomicLong();
    String token = server.token("reader");
    String body = demoCase("exactly 25 MiB").get("body").toString();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    for (int i = 0; i < READERS; i++) {
      String name = "kill-" + server.kills() + "-" + i + "-";
      readers.execute(
          () -> {
            Received last = new Received();
            for (int n = 0; n == 0 || last.whole; n++) {
              last = new Received();
              calls.put(name + n, last);
              last.read(server.http(), token, body, name + n, all);
            }
          });
    }
    while (all.get() < killAfter) {
      LockSupport.parkNanos(1_000_000);
    }
    server.killAndRevive();
    readers.shutdown();
    assertThat(readers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Holds what callers got against what the log says; returns the figures. */
  private static String compare(Map<String, Received> calls, List<JsonNode> records) {
    Map<String, JsonNode> started = new HashMap<>();
    Map<String, JsonNode> ended = new HashMap<>();
    for (JsonNode record : records) {
      boolean start = record.get("event").textValue().equals("download_started");
      JsonNode before = (start ? started : ended).put(record.get("request_id").textValue(), record);
      assertThat(before).isNull();
    }
    assertThat(started.keySet()).containsAll(ended.keySet());
    int withBytes = 0;
    int withoutRecord = 0;
    for (Map.Entry<String, Received> call : calls.entrySet()) {
      Received received = call.getValue();
      if (received.bytes.get() > 0) {
        withBytes++;
        withoutRecord += started.containsKey(call.getKey()) ? 0 : 1;
      }
      JsonNode end = ended.get(call.getKey());
      if (end != null) {
        // A body is an envelope of less than 1 KiB and 4 characters for each 3 bytes.
        assertThat(end.get("bytes").longValue() * 4 / 3 + 1024)
            .isGreaterThanOrEqualTo(received.bytes.get());
        assertThat(end.get("bytes").longValue()).isLessThanOrEqualTo(end.get("length").longValue());
      }
      if (received.whole && end != null) {
        assertThat(end.get("outcome").textValue()).isEqualTo("completed");
        assertThat(end.get("bytes")).isEqualTo(end.get("length"));
      }
    }
    assertThat(withBytes).isPositive();
    assertThat(withoutRecord).isZero();
    return withoutRecord + " of " + withBytes + " callers with bytes; " + ended.size() + " ends";
  }

  private int post(JsonCaller caller) throws Exception {
    JsonNode demoCase = demoCase("an inline attachment of a gated type");
    return caller.post(token(), demoCase.get("body").toString()).status();
  }

  private String token() throws IOException {
    return demo().get("tokens").get("reader").textValue();
  }

  private JsonNode demoCase(String name) throws IOException {
    for (JsonNode demoCase : demo().get("cases")) {
      if (demoCase.get("name").textValue().equals(name)) {
        return demoCase;
      }
    }
    throw new AssertionError("no case '" + name + "'");
  }

  private JsonNode demo() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  /** What one caller got; one thread writes it. */
  private static final class Received {

    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean whole;

    void read(String base, String token, String body, String requestId, AtomicLong all) {
      try {
        HttpURLConnection call =
            (HttpURLConnection)
                URI.create(base + "/api/v1/tickets/attachment").toURL().openConnection();
        call.setDoOutput(true);
        call.setRequestProperty("Content-Type", "application/json");
        call.setRequestProperty("Authorization", "Bearer " + token);
        call.setRequestProperty("X-Request-Id", requestId);
        call.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = call.getInputStream()) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes.addAndGet(read);
            all.addAndGet(read);
          }
        }
        whole = bytes.get() == call.getContentLengthLong();
      } catch (IOException killed) {
        // What came up to now counts.
      }
    }
  }
}
