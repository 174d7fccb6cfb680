package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.manifest.ManifestImport;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Parameters(paramLabel = "FILE.ndjson", description = "The manifest.")
  private Path manifest = Path.of("");

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (!Files.isReadable(manifest) || Files.isDirectory(manifest)) {
      throw new CommandFailure(manifest + ": cannot be read (expected: a file)");
    }
    try (DataStores stores = data.open()) {
      stores.adoptBlobs();
      try (Progress progress = Progress.ofBytes("import", Files.size(manifest))) {
        ManifestImport.Summary summary = new ManifestImport(manifest, stores, progress).run();
        spec.commandLine().getOut().println(summary);
      }
    }
    return 0;
  }
}
