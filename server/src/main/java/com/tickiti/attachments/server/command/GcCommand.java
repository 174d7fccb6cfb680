package com.tickiti.attachments.server.command;

import static com.tickiti.attachments.edge.settings.Settings.TIME;

import com.tickiti.attachments.edge.settings.Bounds;
import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.maintenance.BlobGc;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gc}: frees the space of what nobody refers to. */
@Command(
    name = "gc",
    description = {
      "Removes blobs that no attachment refers to, and what crashes have left behind.",
      "Both go only once they are older than the grace time. Works beside a running server."
    })
final class GcCommand implements Callable<Integer> {

  @Mixin private SettingsGroup<Grace> grace = new SettingsGroup<>(Grace.class);

  @Option(names = "--dry-run", description = "Only say how much would be removed.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      description =
          "Remove more than a tenth of the blobs, which otherwise is refused from 100 blobs on.")
  private boolean yes;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Instant before = Instant.now().minus(grace.read().time());
    PrintWriter out = spec.commandLine().getOut();
    try (DataStores stores =
        data.openExisting(dryRun ? Database.Access.READ : Database.Access.WRITE)) {
      stores.compareBlobs(true);
      BlobGc.Summary plan = new BlobGc(stores, before, true).run();
      if (dryRun) {
        out.println(plan);
        plan.excess().ifPresent(excess -> out.println(excess + ": gc needs --yes"));
        return 0;
      }
      if (!yes && plan.excess().isPresent()) {
        throw new CommandFailure(
            "%s, %s: nothing was removed (expected: --yes, where that is right)"
                .formatted(plan, plan.excess().get()));
      }
      out.println(new BlobGc(stores, before, false).run());
      return 0;
    }
  }

  /** The one setting of this command. */
  record Grace(
      @Option(
              names = "--grace",
              paramLabel = TIME,
              defaultValue = "24h",
              description =
                  "How long a blob may be without an attachment, such as 30m, 24h or 7d; longer than"
                      + " any upload takes (default: ${DEFAULT-VALUE}).")
          @Bounds(min = 0)
          Duration time) {}
}
