package com.tickiti.attachments.server.command;

import static java.util.stream.Collectors.joining;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rule set}: decides on an extension. */
@Command(
    name = "set",
    description = "Sets the rule for an extension, in place of any other; it holds at once.")
final class RuleSetCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "EXTENSION",
      description = "What follows a file name's last dot, such as exe.")
  private String extension = "";

  @Parameters(index = "1", paramLabel = "OUTCOME", description = "allowed, review or blocked.")
  private FileTypeOutcome outcome = FileTypeOutcome.REVIEW;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for other administrators.")
  private String note = "";

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    FileTypeRule rule = new FileTypeRule(RuleCommand.extension(extension), outcome, note);
    try (DataStores stores = data.open()) {
      Administration administration = new Administration(stores.database());
      administration.set(rule);
      PrintWriter out = spec.commandLine().getOut();
      out.println(rule.extension() + " is " + outcome.stored());
      if (outcome != FileTypeOutcome.BLOCKED) {
        warnOfKin(rule.extension(), administration.rules(), out);
      }
    }
    return 0;
  }

  /** A file is blocked by any extension of its type, so that this rule alone may not be enough. */
  private static void warnOfKin(String extension, List<FileTypeRule> rules, PrintWriter out) {
    Set<String> kin = new TypeDetector().kinOf(extension);
    String blocked =
        rules.stream()
            .filter(rule -> rule.outcome() == FileTypeOutcome.BLOCKED)
            .map(FileTypeRule::extension)
            .filter(kin::contains)
            .collect(joining(" "));
    if (!blocked.isEmpty()) {
      out.println(
          "but a file whose bytes are of such a type is still blocked, by the rule for: "
              + blocked);
    }
  }
}
