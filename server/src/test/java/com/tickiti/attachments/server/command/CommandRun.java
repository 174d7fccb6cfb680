package com.tickiti.attachments.server.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A command that has run: what it said and how it ended. */
record CommandRun(int status, String out, String err) {

  /** Runs a command on the data of {@code directory}. */
  static CommandRun on(Path directory, String... arguments) {
    return of(
        Stream.concat(Stream.of(arguments), Stream.of("--data-dir", directory.toString()))
            .toArray(String[]::new));
  }

  /** Runs a command. */
  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = AttachmentsCommand.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new CommandRun(commandLine.execute(arguments), out.toString(), err.toString());
  }
}
