package com.tickiti.attachments.edge.settings;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings of a record as a table in Markdown, for the documentation. */
public final class SettingsTable {

  private SettingsTable() {}

  /** A row for each setting, in the order of the declaration. */
  public static String markdown(Class<? extends Record> type) {
    CommandSpec command = CommandSpec.create();
    Settings.declare(command, type);
    CommandLine unused = new CommandLine(command); // resolves the defaults in descriptions
    StringBuilder table = new StringBuilder("| setting | what it sets |\n|---|---|\n");
    for (OptionSpec option : unused.getCommandSpec().options()) {
      table.append(row(option));
    }
    return table.toString();
  }

  private static String row(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return "| `%s%s` | %s |%n"
        .formatted(option.longestName(), label, String.join(" ", option.description()))
        .replace("<", "&lt;");
  }
}
