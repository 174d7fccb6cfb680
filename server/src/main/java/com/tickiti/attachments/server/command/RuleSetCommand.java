package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.io.IOException;
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
      new Administration(stores.database()).set(rule);
      spec.commandLine().getOut().println(rule.extension() + " is " + outcome.stored());
    }
    return 0;
  }
}
