package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.maintenance.BlobCopy;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.maintenance.StoreCopy;
import com.tickiti.attachments.server.settings.BlobLocations;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.S3Settings;
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

/** {@code blobs copy}: a blob store moves to another place. */
@Command(
    name = "copy",
    description = {
      "Copies all blobs to another place, also beside a running server. What is read is hashed before",
      "it is stored, and what was stored is read back and hashed. Started again, it goes on: a blob that",
      "TO has with the same size is left as it is. TO gets the id of FROM at once, so that servers can",
      "be started on TO, with --blob-store-fallback FROM, before or while this runs. Exit status 1 where",
      "a blob of FROM is damaged or unreadable; it is named and not copied."
    })
final class BlobsCopyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FROM", description = "A directory, file:/// or s3:// URI.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "Likewise.")
  private String to = "";

  @Option(names = "--verify", description = "Read and hash what TO has already, too.")
  private boolean verify;

  @Mixin private SettingsGroup<S3Settings> s3 = new SettingsGroup<>(S3Settings.class);
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (StoreCopy copy = new StoreCopy(location("FROM", from), location("TO", to));
        Progress progress = Progress.ofBytes("copy", copy::sourceBytes)) {
      BlobCopy.Summary summary = copy.run(verify, new CopyReport(out, progress));
      progress.makeRoom();
      out.println(summary);
      return summary.clean() ? 0 : 1;
    }
  }

  private BlobLocation location(String name, String text) {
    try {
      return text.contains("://")
          ? s3.read().location(name, text)
          : BlobLocations.ofDirectory(Path.of(text));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }
}
