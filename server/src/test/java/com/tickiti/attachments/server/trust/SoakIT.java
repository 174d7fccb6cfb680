package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.harness.MixedCaller;
import com.tickiti.attachments.server.harness.ProcessFootprint;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.process.JarProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many downloads of every kind, after which a server holds no more than it did before. */
@Tag("trust")
@Tag("alone")
class SoakIT {

  private static final int CALLERS = 4;

  @TempDir private Path directory;

  @Test
  void serve_manyMixedDownloads_holdsNoMoreThanBefore() throws Exception {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    int count = TrustRun.count(400, 50_000);
    int warmUp = TrustRun.count(200, 2_000);
    try (JarProcess demo =
        JarProcess.start(
            List.of("-Xmx256m", "-XX:+UseG1GC", "-XX:NativeMemoryTracking=summary"),
            JarProcess.SERVER,
            List.of(
                "demo",
                "--data-dir",
                directory.toString(),
                "--http-port",
                "0",
                "--grpc-port",
                "0",
                // One address asks with tokens of every kind, faster than anybody guesses.
                "--address-failures-per-minute=0",
                "--token-failures-per-minute=0"))) {
      JarProcess.Ready ready = demo.awaitReady();
      JsonNode description = new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
      List<String> wrong = new ArrayList<>(run(ready, description, warmUp, seed));
      ProcessFootprint before = ProcessFootprint.settled(demo.pid());
      wrong.addAll(run(ready, description, count, seed + CALLERS));
      ProcessFootprint after = ProcessFootprint.settledTo(before, demo.pid());

      TrustRun.report(
          "soak: mixed downloads",
          count,
          "%d wrong answers; before %s; after %s".formatted(wrong.size(), before, after),
          "0 wrong answers, back at the baseline",
          seed,
          Duration.ofNanos(System.nanoTime() - start));
      assertThat(wrong).as("seed %s", seed).isEmpty();
      assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
      if (TrustRun.isLong()) {
        assertThat(after.growthBeyond(before)).as("%s, then %s", before, after).isEmpty();
      }
    }
  }

  /** Lets a few callers ask at once, and leaves no connection open. */
  private static List<String> run(
      JarProcess.Ready ready, JsonNode description, int count, long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<List<String>>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        Random random = new Random(seed + caller);
        callers.add(
            threads.submit(
                () -> {
                  try (MixedCaller mixed = new MixedCaller(ready, description, random)) {
                    return mixed.call(count / CALLERS);
                  }
                }));
      }
      List<String> wrong = new ArrayList<>();
      for (Future<List<String>> caller : callers) {
        wrong.addAll(caller.get());
      }
      return wrong;
    } finally {
      threads.shutdownNow();
    }
  }
}
