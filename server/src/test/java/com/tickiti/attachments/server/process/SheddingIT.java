package com.tickiti.attachments.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More is asked of a small server than it can carry: it answers, refuses, and nothing else. */
@Tag("trust")
@Tag("alone")
class SheddingIT {

  private static final List<String> SMALL = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=48m");

  /** For about 16 large downloads at a time. */
  private static final long BUDGET_BYTES = 4_000_000;

  private static final int AT_ONCE = 64;

  /** Of the one who asks; who is due when all are taken waits, and its time counts. */
  private static final int MAX_CONNECTIONS = 512;

  private static final String LARGE = "14500";

  @TempDir private Path directory;

  @Test
  void largeDownloads_farMoreThanFit_areRightOrRefused() throws Exception {
    int rounds = TrustRun.count(1, 8);
    long start = System.nanoTime();
    try (JarProcess demo = demo()) {
      Caller caller = new Caller(demo.awaitReady().http());
      Map<String, Long> outcomes = new TreeMap<>();
      for (int round = 0; round < rounds; round++) {
        caller.atOnce(AT_ONCE).forEach(outcome -> outcomes.merge(outcome, 1L, Long::sum));
      }

      TrustRun.report(
          "64 downloads of 25 MiB at once, 64 MiB of heap, a budget for 16",
          (long) rounds * AT_ONCE,
          outcomes + ", resident at most " + demo.peakResidentMebibytes() + " MiB",
          "right or 503, nothing else",
          0,
          Duration.ofNanos(System.nanoTime() - start));
      assertThat(outcomes).containsKey("right");
      assertThat(outcomes.keySet()).isSubsetOf("right", "503");
      assertThat(demo.faultLines()).isEmpty();
    }
  }

  @Test
  void overload_fourTimesWhatItCanDo_isShedAndTheRestIsAsFast() throws Exception {
    assumeTrue(TrustRun.isLong(), "a few seconds say nothing of it");
    int cores = Runtime.getRuntime().availableProcessors();
    assumeTrue(cores > 1, "who asks needs a core that is not the server's");
    Duration phase = Duration.ofSeconds(20);
    long start = System.nanoTime();
    // Every byte is read and hashed anew, which costs the server more than it costs the asker.
    runOnCores("0");
    try (JarProcess demo = demo("--cache-bytes=0")) {
      runOnCores("1-" + (cores - 1));
      Caller caller = new Caller(demo.awaitReady().http());
      caller.closedLoop(8, phase); // a fresh process is many times slower
      double capacity = caller.closedLoop(8, phase);
      Load full = caller.openLoop(capacity, phase);
      Load over = caller.openLoop(4 * capacity, phase);

      TrustRun.report(
          "overload of one core at 4 times %.0f downloads of 25 MiB a second".formatted(capacity),
          over.samples().size(),
          "%s; served p99 %d ms, at 1 times %d ms (%s), resident at most %d MiB"
              .formatted(
                  over.outcomes(),
                  over.servedPercentile(99),
                  full.servedPercentile(99),
                  full.outcomes(),
                  demo.peakResidentMebibytes()),
          "200, 429, 503 only; p99 at most doubles",
          0,
          Duration.ofNanos(System.nanoTime() - start));
      assertThat(over.outcomes()).containsKey("200");
      assertThat(over.outcomes().keySet()).isSubsetOf("200", "429", "503");
    } finally {
      runOnCores("0-" + (cores - 1));
    }
  }

  /** Where this process runs from now on, and what it starts. */
  private static void runOnCores(String list) throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    Process taskset =
        new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", list, self)
            .redirectOutput(Redirect.DISCARD)
            .start();
    assertThat(taskset.waitFor()).isZero();
  }

  private JarProcess demo(String... options) throws IOException {
    return JarProcess.start(
        SMALL,
        JarProcess.SERVER,
        Stream.concat(
                Stream.of(
                    "demo",
                    "--data-dir=" + directory,
                    "--http-port=0",
                    "--grpc-port=0",
                    "--memory-budget-bytes=" + BUDGET_BYTES),
                Stream.of(options))
            .toList());
  }

  /** Downloads one attachment over and over. */
  private final class Caller {

    private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final String expected;

    Caller(String base) throws Exception {
      JsonNode demo = new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
      String token = demo.at("/tokens/reader").textValue();
      String body = "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"" + LARGE + "\"}";
      request =
          HttpRequest.newBuilder(URI.create(base + "/api/v1/tickets/attachment"))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofMinutes(2))
              .POST(BodyPublishers.ofString(body))
              .build();
      JsonCaller.Answer answer = new JsonCaller(base).post(token, body);
      assertThat(Digest.of(Digest.sha256().digest(answer.content())).hex())
          .isEqualTo(answer.json().at("/data/sha256").textValue());
      expected = Digest.of(Digest.sha256().digest(answer.body())).hex();
    }

    /** What came of each of {@code count} downloads that began in the same moment. */
    List<String> atOnce(int count) throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(count);
      CyclicBarrier together = new CyclicBarrier(count);
      try {
        List<Future<String>> downloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          downloads.add(
              threads.submit(
                  () -> {
                    together.await();
                    return download();
                  }));
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> download : downloads) {
          outcomes.add(download.get());
        }
        return outcomes;
      } finally {
        threads.shutdownNow();
      }
    }

    private String download() throws InterruptedException {
      try {
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        MessageDigest sha256 = Digest.sha256();
        try (InputStream body = new DigestInputStream(response.body(), sha256)) {
          var unused = body.transferTo(OutputStream.nullOutputStream());
        }
        if (response.statusCode() != 200) {
          return Integer.toString(response.statusCode());
        }
        return Digest.of(sha256.digest()).hex().equals(expected) ? "right" : "wrong";
      } catch (IOException e) {
        return e.toString();
      }
    }

    /** How many a second are served to {@code count} who each ask again when they have one. */
    double closedLoop(int count, Duration time) throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(count);
      long end = System.nanoTime() + time.toNanos();
      try {
        List<Future<Long>> loops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          loops.add(
              threads.submit(
                  () -> {
                    long served = 0;
                    while (System.nanoTime() < end) {
                      int status = http.send(request, BodyHandlers.discarding()).statusCode();
                      assertThat(status).isIn(200, 503); // while the one before is still cleared
                      served += status == 200 ? 1 : 0;
                    }
                    return served;
                  }));
        }
        long served = 0;
        for (Future<Long> loop : loops) {
          served += loop.get();
        }
        return served / (time.toMillis() / 1000.0);
      } finally {
        threads.shutdownNow();
      }
    }

    /**
     * Asks at a steady rate, however the answers come; each one's time counts from when it was due.
     */
    Load openLoop(double perSecond, Duration time) throws Exception {
      long begin = System.nanoTime();
      Semaphore connections = new Semaphore(MAX_CONNECTIONS);
      List<CompletableFuture<Sample>> samples = new ArrayList<>();
      for (long due = begin;
          due < begin + time.toNanos();
          due = begin + (long) (samples.size() * 1e9 / perSecond)) {
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        long from = due;
        connections.acquire();
        samples.add(
            http.sendAsync(request, BodyHandlers.discarding())
                .handle(
                    (response, thrown) -> {
                      connections.release();
                      return new Sample(
                          thrown == null
                              ? Integer.toString(response.statusCode())
                              : thrown.toString(),
                          Duration.ofNanos(System.nanoTime() - from).toMillis());
                    }));
      }
      return new Load(samples.stream().map(CompletableFuture::join).toList());
    }
  }

  private record Sample(String outcome, long millis) {}

  private record Load(List<Sample> samples) {

    Map<String, Long> outcomes() {
      return samples.stream()
          .map(Sample::outcome)
          .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    long servedPercentile(int percent) {
      long[] sorted =
          samples.stream()
              .filter(sample -> sample.outcome().equals("200"))
              .mapToLong(Sample::millis)
              .sorted()
              .toArray();
      return LongStream.of(sorted).skip((long) sorted.length * percent / 100).findFirst().orElse(0);
    }
  }
}
