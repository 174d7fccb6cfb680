package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.manifest.Rfc3339;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.metadata.admin.InsertToken;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.TokenSecret;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code token create}: makes an API token and shows it this one time. */
@Command(
    name = "create",
    description = {
      "Creates an API token and prints it, <id>|<secret>. It is not shown again: only a digest",
      "of the secret is kept."
    })
final class TokenCreateCommand implements Callable<Integer> {

  @Option(
      names = "--user-id",
      paramLabel = "ID",
      required = true,
      description = "The user it acts as; a staff account, to be of use.")
  private long userId;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      required = true,
      description = "What it is for.")
  private String description = "";

  @Option(
      names = "--ability",
      paramLabel = "NAME",
      required = true,
      split = ",",
      description = "What it may be used for: tickets:read, tickets:write; may be repeated.")
  private List<String> abilities = List.of();

  @Option(
      names = "--expires-at",
      paramLabel = "TIME",
      description = "When it ends by itself, such as 2030-01-31T12:00:00Z (default: never).")
  private @Nullable String expiresAt;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    String secret = TokenSecret.random();
    InsertToken token =
        new InsertToken(
            userId, description, BearerToken.secretSha256(secret), abilities(), expiry());
    try (DataStores stores = data.open()) {
      long id =
          new Administration(stores.database())
              .create(token)
              .orElseThrow(
                  () ->
                      new CommandFailure("--user-id: " + userId + " (expected: a recorded user)"));
      spec.commandLine().getOut().println(id + "|" + secret);
    }
    return 0;
  }

  private List<String> abilities() {
    if (abilities.stream().anyMatch(String::isBlank)) {
      throw new CommandFailure("--ability: blank (expected: such as tickets:read)");
    }
    return abilities;
  }

  private @Nullable OffsetDateTime expiry() {
    try {
      return expiresAt == null ? null : Rfc3339.parse(expiresAt);
    } catch (DateTimeException e) {
      throw new CommandFailure(
          "--expires-at: " + expiresAt + " (expected: " + Rfc3339.EXPECTED + ")");
    }
  }
}
