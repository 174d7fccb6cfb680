package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.ApiToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code token list}: shows the API tokens, without their secrets. */
@Command(name = "list", description = "Lists the API tokens. Their secrets are not known.")
final class TokenListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (DataStores stores = data.openExisting(Database.Access.READ)) {
      List<ApiToken> tokens = new Administration(stores.database()).tokens();
      if (json) {
        printJson(tokens, out);
      } else {
        printTable(tokens, out);
      }
    }
    return 0;
  }

  private static void printTable(List<ApiToken> tokens, PrintWriter out) {
    TextTable table =
        new TextTable("ID", "USER", "DESCRIPTION", "ABILITIES", "EXPIRES", "REVOKED", "LAST USED");
    for (ApiToken token : tokens) {
      table.add(
          Long.toString(token.id()),
          Long.toString(token.userId()),
          token.description(),
          String.join(",", token.abilities()),
          shown(token.expiresAt()),
          shown(token.revokedAt()),
          shown(token.lastUsedAt()));
    }
    table.print(out);
  }

  private static void printJson(List<ApiToken> tokens, PrintWriter out) throws IOException {
    try (JsonGenerator array = JsonOutput.to(out)) {
      array.writeStartArray();
      for (ApiToken token : tokens) {
        array.writeStartObject();
        array.writeNumberField("id", token.id());
        array.writeNumberField("user_id", token.userId());
        array.writeStringField("description", token.description());
        array.writeArrayFieldStart("abilities");
        for (String ability : token.abilities()) {
          array.writeString(ability);
        }
        array.writeEndArray();
        array.writeStringField("expires_at", text(token.expiresAt()));
        array.writeStringField("revoked_at", text(token.revokedAt()));
        array.writeStringField("last_used_at", text(token.lastUsedAt()));
        array.writeEndObject();
      }
      array.writeEndArray();
    }
    out.println();
  }

  private static String shown(@Nullable OffsetDateTime time) {
    String text = text(time);
    return text == null ? "-" : text;
  }

  private static @Nullable String text(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }
}
