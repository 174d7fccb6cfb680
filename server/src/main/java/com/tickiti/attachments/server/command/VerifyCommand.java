package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.maintenance.BlobVerification;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: finds out whether all that is recorded is stored unharmed. */
@Command(
    name = "verify",
    description = {
      "Reads every blob and reports what is missing, damaged, unreadable or orphaned.",
      "An orphan is stored and no attachment refers to it; gc removes it. Changes nothing. Exit",
      "status 1 where there is anything to report."
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

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (types) {
      return TypesReport.run(data, update, json, out);
    }
    if (update) {
      throw new CommandFailure("--update needs --types");
    }
    try (DataStores stores = data.openExisting(Database.Access.READ)) {
      stores.compareBlobs(false);
      BlobVerification.Summary summary = json ? printJson(stores, out) : printText(stores, out);
      return summary.clean() ? 0 : 1;
    }
  }

  private static Progress progress(DataStores stores) throws IOException {
    return Progress.ofBytes("verify", new Administration(stores.database())::blobBytes);
  }

  private static BlobVerification.Summary printText(DataStores stores, PrintWriter out)
      throws IOException {
    BlobVerification.Summary summary;
    try (Progress progress = progress(stores)) {
      summary =
          new BlobVerification(
                  stores,
                  (fault, digest, detail) -> {
                    progress.makeRoom();
                    out.printf("%-10s  %s  %s%n", fault, digest, detail);
                    out.flush();
                  },
                  progress)
              .run();
    }
    out.println(summary);
    return summary;
  }

  private static BlobVerification.Summary printJson(DataStores stores, PrintWriter out)
      throws IOException {
    BlobVerification.Summary summary;
    try (JsonGenerator object = JsonOutput.to(out);
        Progress progress = progress(stores)) {
      object.writeStartObject();
      object.writeArrayFieldStart("faults");
      summary =
          new BlobVerification(
                  stores,
                  (fault, digest, detail) -> {
                    object.writeStartObject();
                    object.writeStringField("fault", fault.toString());
                    object.writeStringField("sha256", digest.hex());
                    object.writeStringField("detail", detail);
                    object.writeEndObject();
                  },
                  progress)
              .run();
      object.writeEndArray();
      object.writeNumberField("checked", summary.checked());
      object.writeNumberField("bytes", summary.bytes());
      for (BlobVerification.Fault fault : BlobVerification.Fault.values()) {
        object.writeNumberField(fault.toString(), summary.count(fault));
      }
      object.writeEndObject();
    }
    out.println();
    return summary;
  }
}
