package com.tickiti.attachments.server.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;

/**
 * How much a figure is to try in this run, from which seed, and where it reports what it reached.
 * {@code -Ptrust} makes it a long run, {@code -Dtrust.seed=N} repeats one.
 */
public final class TrustRun {

  private static final boolean LONG = Boolean.getBoolean("trust");
  private static final Path REPORT =
      Path.of(System.getProperty("trust.report", "target/trust-report.md"));

  private static final String HEADING =
      """
      # What was tried, and what was reached

      | check | tried | reached | goal | seed | took | at |
      |---|--:|---|---|--:|--:|---|
      """;

  private TrustRun() {}

  /** How often to try: a few in every build, all of them in a long run. */
  public static int count(int inEveryBuild, int inLongRun) {
    return LONG ? inLongRun : inEveryBuild;
  }

  /** Whether this is a long run. */
  public static boolean isLong() {
    return LONG;
  }

  /** A seed of its own for each run; print it with every failure. */
  public static long seed() {
    return Long.getLong("trust.seed", new Random().nextInt(1_000_000));
  }

  /**
   * Adds a line to the report.
   *
   * @param check what was tried, in a few words
   * @param count how often
   * @param reached what came of it, such as "0 leaks"
   * @param goal what was to be reached
   * @param seed of the random choices; 0 where there were none
   * @param took the time from start to end
   */
  public static void report(
      String check, long count, String reached, String goal, long seed, Duration took) {
    String line =
        "| %s | %,d | %s | %s | %d | %d s | %s |%n"
            .formatted(
                check,
                count,
                reached,
                goal,
                seed,
                took.toSeconds(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    try {
      Files.createDirectories(REPORT.toAbsolutePath().getParent());
      writeHeading();
      Files.writeString(REPORT, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeHeading() throws IOException {
    try {
      Files.writeString(REPORT, HEADING, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      // An earlier check, perhaps in another JVM, has written it.
    }
  }
}
