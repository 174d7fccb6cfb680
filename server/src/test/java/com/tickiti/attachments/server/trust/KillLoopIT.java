package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.harness.Upkeep;
import com.tickiti.attachments.server.process.JarProcess;
import com.tickiti.attachments.v1.UploadHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at random moments of an ingest: what was acknowledged is there and whole, the rest is
 * there as a whole or not at all, and one sweep removes what else is left.
 */
@Tag("trust")
class KillLoopIT {

  private static final int LANES = TrustRun.isLong() ? 2 : 1;
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final String GOAL = "0 acknowledged lost, 0 half-visible, orphans sweepable";

  private final long seed = TrustRun.seed();

  @TempDir private Path directory;

  @Test
  void importKilled_isThereAsAWholeOrNotAtAll() throws Exception {
    inLanes("kill -9 of an import beside a server", TrustRun.count(4, 200), ImportLane::new);
  }

  @Test
  void serverKilledDuringUploads_keepsEveryAcknowledgedOne() throws Exception {
    inLanes("kill -9 of a server during uploads", TrustRun.count(2, 100), UploadLane::new);
  }

  /** Shares the kills among lanes that each have a helpdesk of their own. */
  private void inLanes(String check, int kills, LaneFactory factory) throws Exception {
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(LANES);
    List<Future<String>> lanes = new ArrayList<>();
    try {
      for (int i = 0; i < LANES; i++) {
        Path data = Files.createDirectory(directory.resolve("lane" + i));
        Random random = new Random(seed + i);
        lanes.add(
            threads.submit(
                () -> {
                  try (TestHelpdesk helpdesk = new TestHelpdesk(data)) {
                    Lane lane = factory.lane(helpdesk, data, random);
                    for (int kill = 0; kill < kills / LANES; kill++) {
                      lane.kill();
                    }
                    return lane.end();
                  }
                }));
      }
      List<String> reached = new ArrayList<>();
      for (Future<String> lane : lanes) {
        reached.add(lane.get());
      }
      TrustRun.report(
          check,
          kills,
          "0 acknowledged lost, 0 half-visible; lanes: " + String.join(" / ", reached),
          GOAL,
          seed,
          Duration.ofNanos(System.nanoTime() - start));
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Imports one manifest after the other, each in a process that is killed. */
  private static final class ImportLane implements Lane {

    private static final int FILES = 40;
    private static final int MAX_BYTES = 200_000;

    private final TestHelpdesk helpdesk;
    private final Random random;
    private final Path export;
    private final Upkeep upkeep;
    private final List<Integer> visible = new ArrayList<>();
    private final Duration unhindered;
    private int manifests;
    private int acknowledged;

    ImportLane(TestHelpdesk helpdesk, Path data, Random random) throws Exception {
      this.helpdesk = helpdesk;
      this.random = random;
      this.export = Files.createDirectory(data.resolve("export"));
      this.upkeep = new Upkeep(data, helpdesk.database().config());
      long start = System.nanoTime();
      try (JarProcess first = start(manifest())) {
        assertThat(first.awaitExit()).as("" + first.errorLines()).isZero();
      }
      this.unhindered = Duration.ofNanos(System.nanoTime() - start);
      assertThat(rows(0)).isEqualTo(FILES);
      visible.add(0);
    }

    @Override
    public void kill() throws Exception {
      int number = manifests;
      // Most of the first half goes by before the process does anything that could be cut short.
      double moment = 0.3 + 0.9 * random.nextDouble();
      try (JarProcess process = start(manifest())) {
        boolean ended =
            process.endsWithin(unhindered.multipliedBy((long) (moment * 100)).dividedBy(100));
        process.kill();
        int rows = rows(number);
        assertThat(rows).as("rows of manifest " + number).isIn(0, FILES);
        if (ended) {
          assertThat(process.awaitExit()).as("" + process.errorLines()).isZero();
          assertThat(rows).isEqualTo(FILES);
          acknowledged++;
        }
        if (rows > 0) {
          visible.add(number);
        }
      }
    }

    @Override
    public String end() throws IOException {
      for (int number : visible) {
        assertThat(rows(number)).as("rows of manifest " + number).isEqualTo(FILES);
      }
      return acknowledged + " acknowledged, " + upkeep.assertSoundOnceSwept() + " orphans swept";
    }

    private JarProcess start(Path manifest) throws IOException {
      return JarProcess.start(
          QUICK_START,
          JarProcess.SERVER,
          Stream.concat(Stream.of("import", manifest.toString()), upkeep.options().stream())
              .toList());
    }

    /** Every third file is one of the manifest before, so that contents meet again. */
    private Path manifest() throws IOException {
      int number = manifests++;
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < FILES; i++) {
        boolean known = number > 0 && i % 3 == 0;
        String file = (known ? number - 1 : number) + "-" + i;
        if (!Files.exists(export.resolve(file))) {
          byte[] content = new byte[random.nextInt(MAX_BYTES)];
          random.nextBytes(content);
          Files.write(export.resolve(file), content);
        }
        lines.append(
            "{\"type\":\"attachment\",\"id\":%d,\"response_id\":42,\"name\":\"m%d\",\"file\":\"%s\"}\n"
                .formatted(10_000 + number * FILES + i, number, file));
      }
      return Files.writeString(export.resolve("manifest.ndjson"), lines);
    }

    private int rows(int manifest) {
      return count(helpdesk, "name = 'm" + manifest + "'");
    }
  }

  /** Uploads to one server after the other, each of which is killed. */
  private static final class UploadLane implements Lane {

    private static final int UPLOADERS = 2;
    private static final int MAX_BYTES = 1 << 20;

    private final TestHelpdesk helpdesk;
    private final Random random;
    private final Upkeep upkeep;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Integer> unacknowledged = new ConcurrentHashMap<>();
    private volatile @Nullable Exception failure;

    UploadLane(TestHelpdesk helpdesk, Path data, Random random) {
      this.helpdesk = helpdesk;
      this.random = random;
      this.upkeep = new Upkeep(data, helpdesk.database().config());
    }

    @Override
    public void kill() throws Exception {
      List<String> options = new ArrayList<>(upkeep.options());
      options.addAll(0, List.of("serve", "--http-port", "0", "--grpc-port", "0"));
      ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS);
      try (JarProcess server = JarProcess.start(QUICK_START, JarProcess.SERVER, options);
          GrpcCaller caller = new GrpcCaller(server.awaitReady().grpc())) {
        CountDownLatch begun = new CountDownLatch(1);
        List<Future<?>> uploads = new ArrayList<>();
        for (int i = 0; i < UPLOADERS; i++) {
          uploads.add(uploaders.submit(() -> uploadUntilItBreaks(caller, begun)));
        }
        assertThat(begun.await(30, TimeUnit.SECONDS)).as("the first upload, " + failure).isTrue();
        boolean ended = server.endsWithin(Duration.ofMillis(random.nextInt(1_000)));
        assertThat(ended).as("" + server.errorLines()).isFalse();
        server.kill();
        for (Future<?> upload : uploads) {
          upload.get();
        }
      } finally {
        uploaders.shutdownNow();
      }
      assertAllAcknowledgedAreRecordedOnce();
    }

    @Override
    public String end() throws IOException {
      int orphans = upkeep.assertSoundOnceSwept();
      assertAllAcknowledgedAreRecordedOnce();
      return acknowledged.size() + " acknowledged, " + orphans + " orphans swept";
    }

    /** Begins with what the last kill has left open: the same request id makes it safe. */
    private void uploadUntilItBreaks(GrpcCaller caller, CountDownLatch begun) {
      try {
        for (String open : List.copyOf(unacknowledged.keySet())) {
          Integer number = unacknowledged.remove(open);
          if (number != null) {
            upload(caller, number);
          }
        }
        while (true) {
          upload(caller, numbers.incrementAndGet());
          begun.countDown();
        }
      } catch (Exception e) {
        // The kill, if anything was acknowledged before; what was not is on record.
        failure = e;
      }
    }

    private void upload(GrpcCaller caller, int number) throws Exception {
      String name = "u" + number + ".zip";
      Random of = new Random(number);
      byte[] content = new byte[of.nextInt(MAX_BYTES)];
      of.nextBytes(content);
      UploadHeader header =
          UploadHeader.newBuilder()
              .setTicketNumber("220009")
              .setResponseId("42")
              .setName(name)
              .setRequestId("request-" + number)
              .build();
      unacknowledged.put(name, number);
      acknowledged.put(name, caller.upload(WRITER, header, content).getAttachment().getSha256());
      unacknowledged.remove(name);
    }

    private void assertAllAcknowledgedAreRecordedOnce() {
      Map<String, String> recorded =
          helpdesk
              .database()
              .sql()
              .fetch("SELECT name, sha256 FROM response_attachments WHERE name LIKE 'u%'")
              .intoMap(row -> row.get(0, String.class), row -> row.get(1, String.class));
      assertThat(recorded).containsAllEntriesOf(acknowledged);
    }
  }

  private static int count(TestHelpdesk helpdesk, String condition) {
    return helpdesk
        .database()
        .sql()
        .fetchSingle("SELECT count(*) FROM response_attachments WHERE " + condition)
        .get(0, Integer.class);
  }

  /** One helpdesk and what happens to it. */
  private interface Lane {

    /** Lets it work and kills it. */
    void kill() throws Exception;

    /** Checks all of it, and says what there was. */
    String end() throws IOException;
  }

  /** Makes a lane. */
  @FunctionalInterface
  private interface LaneFactory {
    Lane lane(TestHelpdesk helpdesk, Path data, Random random) throws Exception;
  }
}
