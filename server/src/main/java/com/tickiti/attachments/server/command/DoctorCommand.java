package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.edge.settings.InvalidSettingException;
import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.doctor.Doctor;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.metadata.grants.Job;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: checks all that a server needs, and says what to do. */
@Command(
    name = "doctor",
    abbreviateSynopsis = true,
    description = {
      "Checks all that serve needs with the same settings: configuration, limits of the process,",
      "data directory, certificates, ports, database, schema, grants, columns, clock, blob store.",
      "One line a check: ok, warn or FAIL, its name, what was found, and what to do. Exit status 1",
      "where a check fails. Changes nothing: the blob store is tried with one content of random",
      "bytes (and, in S3, two objects doctor-...), which are removed again."
    })
final class DoctorCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--job",
      paramLabel = "JOB",
      split = ",",
      description =
          "What the database's role is for: serve, upload, import, admin (default: serve, and"
              + " upload unless the role may only read).")
  private List<Job> jobs = List.of();

  @Mixin private SettingsGroup<ServerConfig> settings = new SettingsGroup<>(ServerConfig.class);
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = findings();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      printJson(findings, out);
    } else {
      printTable(findings, out);
    }
    return findings.stream().anyMatch(each -> each.level() == Finding.Level.FAIL) ? 1 : 0;
  }

  private List<Finding> findings() {
    ServerConfig config;
    try {
      config = settings.read();
    } catch (InvalidSettingException e) {
      return List.of(
          Finding.fail("configuration", String.valueOf(e.getMessage()), "change that setting"));
    }
    return new Doctor(config, jobs).examine();
  }

  private static void printTable(List<Finding> findings, PrintWriter out) {
    TextTable table = new TextTable();
    for (Finding each : findings) {
      String remedy = each.remedy().isEmpty() ? "" : "  -> " + each.remedy();
      table.add(each.level().toString(), each.name(), each.what() + remedy);
    }
    table.print(out);
  }

  private static void printJson(List<Finding> findings, PrintWriter out) throws IOException {
    try (JsonGenerator array = JsonOutput.to(out)) {
      array.writeStartArray();
      for (Finding each : findings) {
        array.writeStartObject();
        array.writeStringField("level", each.level().toString());
        array.writeStringField("name", each.name());
        array.writeStringField("what", each.what());
        array.writeStringField("remedy", each.remedy());
        array.writeEndObject();
      }
      array.writeEndArray();
    }
    out.println();
  }
}
