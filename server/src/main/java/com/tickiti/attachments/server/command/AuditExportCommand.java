package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.audit.EcsRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit export}: for a SIEM. */
@Command(
    name = "export",
    description = {
      "Prints records of the audit log as JSON lines in another schema: ecs, the Elastic Common",
      "Schema 8.11. What it has no field for is below tickiti.attachments."
    })
final class AuditExportCommand implements Callable<Integer> {

  @Mixin private AuditFilterOptions filter = new AuditFilterOptions();

  @Option(names = "--format", required = true, paramLabel = "ecs", description = "The schema.")
  private Format format = Format.ECS;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    long unreadable =
        filter.read(
            record -> {
              switch (format) {
                case ECS -> out.println(EcsRecord.of(record));
              }
            });
    if (unreadable > 0) {
      spec.commandLine()
          .getErr()
          .println(unreadable + " lines are no records: audit verify tells which");
      return 1;
    }
    return 0;
  }

  /** The schemas. */
  enum Format {
    ECS
  }
}
