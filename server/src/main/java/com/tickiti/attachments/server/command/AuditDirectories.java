package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.settings.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Where the files of an audit log are, and the times that records are chosen by. */
@Command
final class AuditDirectories {

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR",
      description = "Directories with the log's files (default: audit in --data-dir).")
  private List<Path> directories = List.of();

  @Mixin private DataOptions data = new DataOptions();

  /** The directories, each of which is there. */
  List<Path> read() {
    List<Path> all =
        directories.isEmpty() ? List.of(data.directory().resolve("audit")) : directories;
    for (Path directory : all) {
      if (!Files.isDirectory(directory)) {
        throw new CommandFailure(
            "DIR: " + directory + " (expected: a directory with the files of an audit log)");
      }
    }
    return all;
  }

  /** The data of the server whose log it is. */
  DataOptions data() {
    return data;
  }

  static @Nullable Instant time(String option, @Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          option + ": " + text + " (expected: RFC 3339 in UTC, such as 2030-01-31T12:00:00Z)");
    }
  }
}
