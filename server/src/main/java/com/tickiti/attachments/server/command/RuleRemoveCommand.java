package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rule remove}: takes a decision back. */
@Command(
    name = "remove",
    description = "Removes the rule for an extension, which needs a review from then on.")
final class RuleRemoveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EXTENSION", description = "One of rule list.")
  private String extension = "";

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    String removed = RuleCommand.extension(extension);
    try (DataStores stores = data.openExisting(Database.Access.WRITE)) {
      if (!new Administration(stores.database()).removeRule(removed)) {
        throw new CommandFailure("EXTENSION: " + removed + " (expected: one of rule list)");
      }
      spec.commandLine().getOut().println("removed the rule for " + removed);
    }
    return 0;
  }
}
