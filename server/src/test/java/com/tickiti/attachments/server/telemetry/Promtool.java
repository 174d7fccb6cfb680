package com.tickiti.attachments.server.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' own checker of rules and metrics, as its package installs it. */
final class Promtool {

  /** What is deployed beside a server. */
  static final Path DEPLOY = Path.of("src/main/deploy");

  private Promtool() {}

  /** Skips the test where there is no promtool. */
  static void assumePresent() {
    assumePresent("promtool");
  }

  /** Skips the test where a program of Prometheus' package is absent. */
  static void assumePresent(String program) {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
        program + " is not installed (Debian: the package prometheus)");
  }

  /** Fails, with all that it prints, unless promtool finds nothing wrong. */
  static void check(Path input, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("promtool", null);
    try {
      int status =
          new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      assertThat(status).as(Files.readString(output, UTF_8)).isZero();
    } finally {
      Files.delete(output);
    }
  }

  /** The lines of a file of what is deployed. */
  static List<String> lines(String file) throws IOException {
    return Files.readAllLines(DEPLOY.resolve(file));
  }
}
