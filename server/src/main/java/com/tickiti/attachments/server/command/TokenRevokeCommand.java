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

/** {@code token revoke}: ends an API token at once. */
@Command(
    name = "revoke",
    description = "Revokes an API token; running servers refuse it from then on.")
final class TokenRevokeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", description = "The token's number, before the |.")
  private long id;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    try (DataStores stores = data.openExisting(Database.Access.WRITE)) {
      if (!new Administration(stores.database()).revokeToken(id)) {
        throw new CommandFailure("ID: " + id + " (expected: one of token list)");
      }
      spec.commandLine().getOut().println("revoked token " + id);
    }
    return 0;
  }
}
