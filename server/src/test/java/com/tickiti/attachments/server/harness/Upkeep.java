package com.tickiti.attachments.server.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.command.AttachmentsCommand;
import com.tickiti.attachments.server.database.DatabaseConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The maintenance commands on one data directory, as an operator runs them after a crash.
 *
 * @param directory with the blobs
 * @param database beside it
 */
public record Upkeep(Path directory, DatabaseConfig database) {

  private static final Pattern VERIFIED =
      Pattern.compile("(\\d+) missing, (\\d+) damaged, (\\d+) unreadable, (\\d+) orphaned");

  /** The options that lead a command to this data. */
  public List<String> options() {
    return List.of(
        "--data-dir",
        directory.toString(),
        "--db-url",
        database.url(),
        "--db-user",
        database.user(),
        "--db-password",
        database.password(),
        "--db-pool-size",
        "4");
  }

  /** Runs a command in this process. */
  public Run run(String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(options());
    int status =
        AttachmentsCommand.commandLine(Map.of())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  /**
   * Asserts that all that is recorded is stored and whole, and that one sweep removes the rest;
   * only while nobody writes.
   *
   * @return how many orphans there were
   */
  public int assertSoundOnceSwept() throws IOException {
    int orphans = assertSound();
    assertThat(run("gc", "--grace", "0s", "--yes").status()).isZero();
    assertThat(assertSound()).as("orphans after a sweep").isZero();
    try (Stream<Path> temporaries = Files.list(directory.resolve("blobs").resolve("tmp"))) {
      assertThat(temporaries).isEmpty();
    }
    return orphans;
  }

  private int assertSound() {
    String output = run("verify").out();
    Matcher found = VERIFIED.matcher(output);
    assertThat(found.find()).as(output).isTrue();
    assertThat(List.of(found.group(1), found.group(2), found.group(3)))
        .as(output)
        .containsOnly("0");
    return Integer.parseInt(found.group(4));
  }

  /** A command that has run. */
  public record Run(int status, String out, String err) {}
}
