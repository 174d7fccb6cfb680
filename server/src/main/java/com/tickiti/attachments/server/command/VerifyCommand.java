package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.maintenance.BlobFault;
import com.tickiti.attachments.server.maintenance.BlobVerification;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.maintenance.VerifyJournal;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: finds out whether all that is recorded is stored unharmed. */
@Command(
    name = "verify",
    description = {
      "Reads every blob and reports what is missing, damaged, unreadable or orphaned, and the",
      "attachments and tickets concerned. An orphan is stored and no attachment refers to it; gc",
      "removes it. Changes nothing. Exit status 1 where there is anything to report."
    })
final class VerifyCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--types",
      description = {
        "Instead, detect each content's type anew, as after an update of this program, and",
        "report those that are now something else."
      })
  private boolean types;

  @Option(
      names = "--update",
      description = "With --types: record the new types, which hold for downloads at once.")
  private boolean update;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = {
        "Write to FILE how far this is, and where FILE tells that it was ended before, go on there",
        "and report what was found then as well. What was recorded meanwhile and comes before that",
        "point is left to the next verify. FILE goes once all is verified."
      })
  private @Nullable Path resume;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (types) {
      if (resume != null) {
        throw new CommandFailure("--resume is not for --types");
      }
      return TypesReport.run(data, update, json, out);
    }
    if (update) {
      throw new CommandFailure("--update needs --types");
    }
    try (DataStores stores = data.openExisting(Database.Access.READ)) {
      stores.compareBlobs(false);
      try (VerifyJournal journal = journal(stores)) {
        BlobVerification.Summary summary =
            json ? printJson(stores, journal, out) : printText(stores, journal, out);
        return summary.clean() ? 0 : 1;
      }
    }
  }

  private VerifyJournal journal(DataStores stores) throws IOException {
    if (resume == null) {
      return VerifyJournal.none();
    }
    StoreId store =
        stores
            .blobs()
            .id()
            .orElseThrow(
                () ->
                    new CommandFailure("--resume needs a blob store with an id (see blobs bind)"));
    return VerifyJournal.open(resume, store);
  }

  private static Progress progress(DataStores stores) throws IOException {
    return Progress.ofBytes("verify", new Administration(stores.database())::blobBytes);
  }

  private static BlobVerification.Summary printText(
      DataStores stores, VerifyJournal journal, PrintWriter out) throws IOException {
    BlobVerification.Summary summary;
    try (Progress progress = progress(stores)) {
      summary =
          new BlobVerification(
                  stores,
                  journal,
                  fault -> {
                    progress.makeRoom();
                    out.printf(
                        "%-10s  %s  %s%n", fault.kind(), fault.digest(), fault.description());
                    out.flush();
                  },
                  progress)
              .run();
    }
    out.println(summary);
    return summary;
  }

  private static BlobVerification.Summary printJson(
      DataStores stores, VerifyJournal journal, PrintWriter out) throws IOException {
    BlobVerification.Summary summary;
    try (JsonGenerator object = JsonOutput.to(out);
        Progress progress = progress(stores)) {
      object.writeStartObject();
      object.writeArrayFieldStart("faults");
      summary = new BlobVerification(stores, journal, fault -> fault.write(object), progress).run();
      object.writeEndArray();
      object.writeNumberField("checked", summary.checked());
      object.writeNumberField("bytes", summary.bytes());
      for (BlobFault.Kind kind : BlobFault.Kind.values()) {
        object.writeNumberField(kind.toString(), summary.count(kind));
      }
      object.writeEndObject();
    }
    out.println();
    return summary;
  }
}
