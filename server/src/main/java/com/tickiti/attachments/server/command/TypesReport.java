package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.maintenance.TypeVerification;
import com.tickiti.attachments.server.metadata.admin.RecordedType;
import java.io.IOException;
import java.io.PrintWriter;

/** What {@code verify --types} prints. */
final class TypesReport {

  private TypesReport() {}

  /** Returns the exit status: 1 where types have changed and are not recorded. */
  static int run(DataOptions data, boolean update, boolean json, PrintWriter out)
      throws IOException {
    try (DataStores stores =
        data.openExisting(update ? Database.Access.WRITE : Database.Access.READ)) {
      stores.compareBlobs(false);
      TypeVerification.Summary summary =
          json ? printJson(stores, update, out) : printText(stores, update, out);
      return summary.changed() == 0 || update ? 0 : 1;
    }
  }

  private static TypeVerification.Summary printText(
      DataStores stores, boolean update, PrintWriter out) throws IOException {
    TypeVerification.Summary summary =
        new TypeVerification(
                stores,
                update,
                (before, now) ->
                    out.printf("%s  %s -> %s%n", now.digest(), describe(before), describe(now)))
            .run();
    out.println(summary);
    return summary;
  }

  /** The media type and, where they matter, the extensions that rules are compared with. */
  private static String describe(RecordedType type) {
    String reason = type.reviewReason() == null ? "" : ", review: " + type.reviewReason();
    return "%s (%s%s)".formatted(type.mimeType(), String.join(" ", type.extensions()), reason);
  }

  private static TypeVerification.Summary printJson(
      DataStores stores, boolean update, PrintWriter out) throws IOException {
    TypeVerification.Summary summary;
    try (JsonGenerator object = JsonOutput.to(out)) {
      object.writeStartObject();
      object.writeArrayFieldStart("changes");
      summary =
          new TypeVerification(
                  stores,
                  update,
                  (before, now) -> {
                    object.writeStartObject();
                    object.writeStringField("sha256", now.digest().hex());
                    write("before", before, object);
                    write("now", now, object);
                    object.writeEndObject();
                  })
              .run();
      object.writeEndArray();
      object.writeNumberField("checked", summary.checked());
      object.writeNumberField("changed", summary.changed());
      object.writeNumberField("not_stored", summary.unreadable());
      object.writeBooleanField("updated", summary.updated());
      object.writeEndObject();
    }
    out.println();
    return summary;
  }

  private static void write(String field, RecordedType type, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("mime_type", type.mimeType());
    json.writeArrayFieldStart("extensions");
    for (String extension : type.extensions()) {
      json.writeString(extension);
    }
    json.writeEndArray();
    json.writeStringField("review_reason", type.reviewReason());
    json.writeEndObject();
  }
}
