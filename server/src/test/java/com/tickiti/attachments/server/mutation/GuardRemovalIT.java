package com.tickiti.attachments.server.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.harness.TestClassRun;
import com.tickiti.attachments.server.harness.TrustRun;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes out one check after the other and demands that a test fails. Only the one source is
 * compiled anew, into a directory of its own that comes first on the tests' class path.
 */
@Tag("trust")
class GuardRemovalIT {

  /** The machine this is measured on has two cores. */
  private static final int AT_ONCE = 2;

  private static final long TIMEOUT_SECONDS = 180;

  /** {@code -Dtrust.guard=TEXT} tries those whose name contains it. */
  private static final String ONLY = System.getProperty("trust.guard", "");

  @TempDir private Path directory;

  @Test
  void remove_anyOneGuard_isNoticedByATest() throws Exception {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    List<Guard> guards =
        new ArrayList<>(Guard.all().stream().filter(g -> g.name().contains(ONLY)).toList());
    Collections.shuffle(guards, new Random(seed));
    guards = guards.subList(0, Math.min(guards.size(), TrustRun.count(2, Integer.MAX_VALUE)));
    assertThat(guards).isNotEmpty();

    List<String> unnoticed = new ArrayList<>();
    List<Callable<String>> removals = new ArrayList<>();
    guards.forEach(guard -> removals.add(() -> remove(guard)));
    if (TrustRun.isLong()) {
      guards.stream().map(Guard::tests).distinct().forEach(t -> removals.add(() -> keep(t)));
    }
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (Future<String> removal : pool.invokeAll(removals)) {
        if (!removal.get().isEmpty()) {
          unnoticed.add(removal.get());
        }
      }
    } finally {
      pool.shutdownNow();
    }

    TrustRun.report(
        "guards taken out, one at a time",
        guards.size(),
        unnoticed.size() + " unnoticed",
        "0 unnoticed",
        seed,
        Duration.ofNanos(System.nanoTime() - start));
    assertThat(unnoticed).isEmpty();
  }

  /** Empty where a test fails without the guard, and otherwise what happened instead. */
  private String remove(Guard guard) throws IOException, InterruptedException {
    Path classes = Files.createTempDirectory(directory, "without");
    compile(guard, classes);
    List<String> answer = run(guard.source().module(), classes + File.pathSeparator, guard.tests());
    boolean noticed = answer.stream().anyMatch(line -> line.startsWith("failed "));
    System.out.println((noticed ? "noticed: " : "UNNOTICED: ") + guard.name());
    return noticed ? "" : guard.name() + ": " + answer;
  }

  /** Empty where the tests pass as long as nothing is taken out. */
  private String keep(List<String> tests) throws IOException, InterruptedException {
    Path module =
        Guard.all().stream()
            .filter(guard -> guard.tests().equals(tests))
            .findFirst()
            .orElseThrow()
            .source()
            .module();
    List<String> answer = run(module, "", tests);
    boolean passed = answer.size() == 1 && answer.get(0).startsWith("ran ");
    return passed ? "" : "nothing taken out: " + answer;
  }

  private void compile(Guard guard, Path classes) throws IOException {
    Path source =
        Files.createTempDirectory(directory, "source")
            .resolve(guard.source().file().getFileName().toString());
    Files.writeString(source, guard.sourceWithout());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-Xlint:none",
                "-d",
                classes.toString(),
                "-classpath",
                classPath(),
                source.toString());
    assertThat(status).as("compiling without: %s", guard.name()).isZero();
  }

  /** Runs test classes in a JVM of their own, as their module's build does. */
  private List<String> run(Path module, String classesInFront, List<String> tests)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", null);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Dtrust.report=" + directory.resolve("not-the-report.md"),
            "-classpath",
            classesInFront + classPath(),
            TestClassRun.class.getName()));
    command.addAll(tests);
    Process process =
        new ProcessBuilder(command)
            .directory(module.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroy();
      process.waitFor();
      return List.of("no end within " + TIMEOUT_SECONDS + " s");
    }
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /** That of this JVM, and the other modules' tests. */
  private static String classPath() {
    return Stream.of(
            System.getProperty("java.class.path"),
            Path.of("../edge/target/test-classes").toAbsolutePath().toString(),
            Path.of("../client-sdk/target/test-classes").toAbsolutePath().toString())
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }
}
