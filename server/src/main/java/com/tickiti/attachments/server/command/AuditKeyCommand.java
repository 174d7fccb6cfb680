package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.audit.AuditKey;
import com.tickiti.attachments.server.data.AuditKeyFile;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code audit key}: what others check the log with. */
@Command(
    name = "key",
    description = {
      "Prints the public key that the log's checkpoints are checked with (PEM, Ed25519). The",
      "private one is in the same file, audit.key in --data-dir, and is not printed."
    })
final class AuditKeyCommand implements Callable<Integer> {

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path file = data.directory().resolve(AuditKeyFile.NAME);
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "--data-dir: there is no " + file + " (expected: serve or demo to have been run)");
    }
    try {
      spec.commandLine()
          .getOut()
          .print(AuditKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1)).publicPem());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(file + ": " + e.getMessage());
    }
    return 0;
  }
}
