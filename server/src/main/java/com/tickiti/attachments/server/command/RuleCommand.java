package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.filetype.RuleExtension;
import com.tickiti.attachments.server.settings.CommandFailure;
import picocli.CommandLine.Command;

/** {@code rule}: what can be done with file-type rules is in the subcommands. */
@Command(
    name = "rule",
    description = {
      "Sets, lists and removes file-type rules.",
      "They decide by a file name's extension, and block by all extensions of the type detected",
      "from the bytes; an extension without a rule needs a review."
    },
    subcommands = {
      RuleSetCommand.class,
      RuleListCommand.class,
      RuleRemoveCommand.class,
      RuleTestCommand.class
    })
final class RuleCommand {

  /** Reads an extension given as an argument. */
  static String extension(String argument) {
    try {
      return RuleExtension.normalise(argument);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "EXTENSION: " + argument + " (expected: " + RuleExtension.EXPECTED + ")");
    }
  }
}
