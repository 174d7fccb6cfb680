package com.tickiti.attachments.server.command;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.manifest.ManifestCheck;
import com.tickiti.attachments.server.manifest.ManifestImport;
import com.tickiti.attachments.server.manifest.ManifestSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: loads a helpdesk's records. */
@Command(
    name = "import",
    description = {
      "Loads a helpdesk's records: one JSON object a line, in any order, all or nothing.",
      "A record that is there already (same id) is brought up to date. Works beside a running server.",
      "",
      "One line of each type; a file's path is relative to the manifest:",
      "  {\"type\":\"user\",\"id\":7,\"email\":\"priya@example.test\",\"is_staff\":true}",
      "  {\"type\":\"queue\",\"id\":4,\"name\":\"Support\"}",
      "  {\"type\":\"queue_permission\",\"user_id\":7,\"queue_id\":4,\"can_view\":true}",
      "  {\"type\":\"ticket\",\"id\":1,\"number\":220009,\"queue_id\":4,\"subject\":\"...\"}",
      "  {\"type\":\"response\",\"id\":42,\"ticket_id\":1,\"plain_text\":\"...\"}",
      "  {\"type\":\"attachment\",\"id\":5,\"response_id\":42,\"name\":\"a.zip\",\"file\":\"files/a.zip\"}",
      "  {\"type\":\"rule\",\"extension\":\"exe\",\"outcome\":\"blocked\",\"note\":\"...\"}",
      "  {\"type\":\"token\",\"id\":14,\"user_id\":7,\"abilities\":[\"tickets:read\"],\"secret\":\"...\"}",
      ""
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE.ndjson",
      description = "The manifest; - reads standard input, with files below the working directory.")
  private String manifest = "";

  @Option(
      names = "--check",
      description = {
        "Name every bad line, every missing file and every attachment that would be blocked, and",
        "import nothing. Exit status 1 where there is a bad line."
      })
  private boolean check;

  @Option(
      names = "--reread",
      description =
          "Read also the files whose size and time of modification are what they were when they"
              + " were imported.")
  private boolean reread;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    ManifestSource source = ManifestSource.of(manifest);
    if (check) {
      return check(source);
    }
    try (DataStores stores = data.open()) {
      return run(source, stores);
    }
  }

  private int check(ManifestSource source) throws IOException {
    Path scratch = Files.createTempDirectory("attachments-check");
    try (DataStores stores = data.openOrEmpty(scratch)) {
      return check(source, stores);
    } finally {
      MoreFiles.deleteRecursively(scratch, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private int run(ManifestSource source, DataStores stores) throws IOException {
    stores.adoptBlobs();
    ManifestImport.Summary summary;
    try (Progress progress = Progress.ofBytes("import", source::fileBytes)) {
      summary = new ManifestImport(source, stores, progress, reread).run();
    }
    spec.commandLine().getOut().println(summary);
    return 0;
  }

  private int check(ManifestSource source, DataStores stores) throws IOException {
    ManifestCheck.Result result;
    try (Progress progress = Progress.ofBytes("check", source::fileBytes)) {
      result = new ManifestCheck(source, stores, progress).run();
    }
    PrintWriter out = spec.commandLine().getOut();
    result.findings().forEach(finding -> out.println(finding.text()));
    out.println(result);
    return result.good() ? 0 : 1;
  }
}
