package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.maintenance.Restore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: what {@code backup} has written, on an empty machine. */
@Command(
    name = "restore",
    description = {
      "Brings a snapshot that backup has written into an empty database and an empty blob store, which",
      "no server uses meanwhile. Every file and blob is hashed. All rows are written in one transaction",
      "after all blobs, so that a restore that was cut short is started again and goes on. Anything but",
      "an empty place is refused. Also the way from one major version of the embedded PostgreSQL to the",
      "next: backup by the old program, restore by the new one."
    })
final class RestoreCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "The directory given to backup.")
  private Path directory = Path.of("");

  @Option(
      names = "--snapshot",
      paramLabel = "NAME",
      description = "A directory in DIR/snapshots (default: the newest).")
  private @Nullable String snapshot;

  @Option(
      names = "--incomplete",
      description = "Go on where blobs of the backup are missing or damaged; they are named.")
  private boolean incomplete;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Restore restore = Restore.of(directory, snapshot);
    try (DataStores stores = data.openOwned();
        Progress progress = Progress.ofBytes("restore", restore::contentBytes)) {
      Restore.Summary summary = restore.run(stores, incomplete, new CopyReport(out, progress));
      progress.makeRoom();
      out.println(summary);
      return summary.dangling() == 0 ? 0 : 1;
    }
  }
}
