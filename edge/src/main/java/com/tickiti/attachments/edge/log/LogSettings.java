package com.tickiti.attachments.edge.log;

import picocli.CommandLine.Option;

/** What a program that serves writes to standard error. */
public record LogSettings(
    @Option(
            names = "--log-level",
            paramLabel = "error|warn|info|debug",
            defaultValue = "warn",
            description =
                "What is logged on standard error; debug holds for the program and not for its"
                    + " libraries, which would log headers (default: ${DEFAULT-VALUE}).")
        Level level,
    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description =
                "How: a line of text, or a JSON object on a line. Times are UTC in both (default:"
                    + " ${DEFAULT-VALUE}).")
        Format format) {

  /** The least important events that are logged. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** How an event is written. */
  public enum Format {
    /** A line for a person, with the first lines of a stack trace where there is one. */
    TEXT,
    /** One JSON object a line, whatever the event holds. */
    JSON
  }
}
