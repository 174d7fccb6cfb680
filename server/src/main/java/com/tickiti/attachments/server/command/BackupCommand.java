package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.maintenance.Backup;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.metadata.admin.Administration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backup}: all that {@code restore} needs, beside a running server. */
@Command(
    name = "backup",
    description = {
      "Writes the rows of the database, as they are at one moment, and all blobs that they refer to",
      "into DIR, also beside a running server, whose uploads go on. Each snapshot is a directory of its",
      "own in DIR/snapshots; blobs are in DIR/blobs once for all snapshots, so that the next backup",
      "copies only what is new. What is copied is hashed. A snapshot has its name once all of it is on",
      "the disk; one that was cut short does not count. gc and other backups into DIR are refused",
      "meanwhile. Exit status 1 where attachments refer to blobs that are missing or damaged."
    })
final class BackupCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "A new directory, or one of backups.")
  private Path directory = Path.of("");

  @Option(names = "--verify", description = "Read and hash the blobs that DIR has already, too.")
  private boolean verify;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (DataStores stores = data.openExisting(Database.Access.READ);
        Progress progress =
            Progress.ofBytes("backup", new Administration(stores.database())::blobBytes)) {
      stores.compareBlobs(false);
      CopyReport report = new CopyReport(out, progress);
      Backup.Summary summary = new Backup(stores, directory, verify, report).run();
      progress.makeRoom();
      out.println(summary);
      return summary.clean() ? 0 : 1;
    }
  }
}
