package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rule list}: shows the file-type rules. */
@Command(name = "list", description = "Lists the file-type rules.")
final class RuleListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (DataStores stores = data.openExisting(Database.Access.READ)) {
      List<FileTypeRule> rules = new Administration(stores.database()).rules();
      if (json) {
        printJson(rules, out);
      } else {
        printTable(rules, out);
      }
    }
    return 0;
  }

  private static void printTable(List<FileTypeRule> rules, PrintWriter out) {
    TextTable table = new TextTable("EXTENSION", "OUTCOME", "NOTE");
    for (FileTypeRule rule : rules) {
      table.add(rule.extension(), rule.outcome().stored(), rule.note());
    }
    table.print(out);
  }

  private static void printJson(List<FileTypeRule> rules, PrintWriter out) throws IOException {
    try (JsonGenerator array = JsonOutput.to(out)) {
      array.writeStartArray();
      for (FileTypeRule rule : rules) {
        array.writeStartObject();
        array.writeStringField("extension", rule.extension());
        array.writeStringField("outcome", rule.outcome().stored());
        array.writeStringField("note", rule.note());
        array.writeEndObject();
      }
      array.writeEndArray();
    }
    out.println();
  }
}
