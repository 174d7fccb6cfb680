package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.harness.Upkeep;
import com.tickiti.attachments.server.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at random moments of a restore: it has written nothing that counts, and goes on when it
 * is started again, or it is complete, and a second one is refused.
 */
@Tag("trust")
class RestoreKillsIT {

  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final int ATTACHMENTS = 20;
  private static final int MAX_BYTES = 100_000;

  private final long seed = TrustRun.seed();
  private final Random random = new Random(seed);

  @TempDir private Path directory;

  @Test
  void restoreKilled_goesOnOrIsComplete() throws Exception {
    long start = System.nanoTime();
    int kills = TrustRun.count(2, 20);
    Path backup = backUp();
    int complete = 0;
    try {
      Target target = new Target(0);
      Duration unhindered = target.restoreUnhindered(backup);
      target.close();
      target = new Target(1);
      for (int kill = 0; kill < kills; kill++) {
        if (target.restoreKilled(backup, unhindered)) {
          complete++;
          target.close();
          target = new Target(2 + kill);
        }
      }
      assertThat(target.restoreUnhindered(backup)).isPositive();
      target.close();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
    TrustRun.report(
        "kill -9 of a restore",
        kills,
        complete + " complete, the others resumed; 0 half-visible, 0 dangling",
        "0 half-visible, 0 dangling",
        seed,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private Path backUp() throws IOException {
    Path data = Files.createDirectory(directory.resolve("source"));
    Path backup = directory.resolve("backup");
    try (TestHelpdesk helpdesk = new TestHelpdesk(data)) {
      for (int id = 1; id <= ATTACHMENTS; id++) {
        byte[] content = new byte[random.nextInt(MAX_BYTES)];
        random.nextBytes(content);
        var unused = helpdesk.attach(id, id + ".txt", content);
      }
      Upkeep.Run run = new Upkeep(data, helpdesk.database().config()).run("backup", "" + backup);
      assertThat(run.status()).as(run.out() + run.err()).isZero();
    }
    return backup;
  }

  /** An empty place to restore into. */
  private final class Target implements AutoCloseable {

    private final TestDatabase database = new TestDatabase();
    private final Upkeep upkeep;

    Target(int number) throws IOException {
      Path data = Files.createDirectory(directory.resolve("target" + number));
      upkeep = new Upkeep(data, database.config());
    }

    Duration restoreUnhindered(Path backup) throws Exception {
      long start = System.nanoTime();
      try (JarProcess process = start(backup)) {
        assertThat(process.awaitExit()).as("" + process.errorLines()).isZero();
        assertThat(process.readOutput()).endsWith("; 0 dangling\n");
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertComplete(backup);
      return took;
    }

    /** Whether it was complete when the kill came. */
    boolean restoreKilled(Path backup, Duration unhindered) throws Exception {
      // Most of the first half goes by before the process does anything that could be cut short.
      double moment = 0.4 + 0.7 * random.nextDouble();
      try (JarProcess process = start(backup)) {
        boolean ended =
            process.endsWithin(unhindered.multipliedBy((long) (moment * 100)).dividedBy(100));
        process.kill();
        long rows = rows();
        assertThat(rows).isIn(0L, (long) ATTACHMENTS);
        if (ended) {
          assertThat(process.awaitExit()).as("" + process.errorLines()).isIn(0, 2);
          assertThat(rows).isEqualTo(ATTACHMENTS);
        }
        if (rows == ATTACHMENTS) {
          assertComplete(backup);
        }
        return rows == ATTACHMENTS;
      }
    }

    private JarProcess start(Path backup) throws IOException {
      return JarProcess.start(
          QUICK_START,
          JarProcess.SERVER,
          Stream.concat(Stream.of("restore", backup.toString()), upkeep.options().stream())
              .toList());
    }

    private void assertComplete(Path backup) throws IOException {
      Upkeep.Run again = upkeep.run("restore", backup.toString());
      assertThat(again.status()).as(again.out() + again.err()).isEqualTo(2);
      assertThat(again.err()).contains("has rows");
      Upkeep.Run verified = upkeep.run("verify");
      assertThat(verified.out()).startsWith("verified " + ATTACHMENTS + " blobs");
      assertThat(verified.status()).as(verified.out()).isZero();
    }

    private long rows() {
      return database
          .sql()
          .fetchSingle("SELECT count(*) FROM response_attachments")
          .get(0, Long.class);
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
