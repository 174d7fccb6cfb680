package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.audit.AuditVerification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code audit ends}: what an auditor keeps elsewhere. */
@Command(
    name = "ends",
    description = {
      "Prints the last signed line of each chain. Kept where nobody on this machine can change",
      "it, it lets audit verify --ends find that a chain was cut or removed."
    })
final class AuditEndsCommand implements Callable<Integer> {

  @Mixin private AuditDirectories directories = new AuditDirectories();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    for (Path directory : directories.read()) {
      AuditVerification.ends(directory).forEach(spec.commandLine().getOut()::println);
    }
    return 0;
  }
}
