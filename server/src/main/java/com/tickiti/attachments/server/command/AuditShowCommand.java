package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit show}: who got what. */
@Command(
    name = "show",
    description = "Prints records of the audit log, a line each, in the order of its files.")
final class AuditShowCommand implements Callable<Integer> {

  private static final String ROW = "%-27s  %-17s  %8s  %8s  %10s  %12s  %12s  %s%n";

  @Mixin private AuditFilterOptions filter = new AuditFilterOptions();

  @Option(names = "--json", description = "Print each record as it is in the log.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          ROW, "TIME", "EVENT", "USER", "TOKEN", "TICKET ID", "ATTACHMENT", "BYTES", "OUTCOME");
    }
    long unreadable =
        filter.read(
            record -> {
              if (json) {
                out.println(record);
              } else {
                print(record, out);
              }
            });
    if (unreadable > 0) {
      spec.commandLine()
          .getErr()
          .println(unreadable + " lines are no records: audit verify tells which");
    }
    return 0;
  }

  private static void print(JsonNode record, PrintWriter out) {
    String reason = record.has("reason") ? " (" + text(record, "reason") + ")" : "";
    out.printf(
        ROW,
        text(record, "time"),
        text(record, "event"),
        text(record, "user_id"),
        text(record, "token_id"),
        text(record, "ticket_id"),
        text(record, "attachment_id"),
        text(record, "bytes"),
        text(record, "outcome") + reason);
  }

  private static String text(JsonNode record, String field) {
    return record.has(field)
        ? record.get(field).asText().replaceAll("[\\p{Cntrl}\\p{Cf}]", "?")
        : "-";
  }
}
