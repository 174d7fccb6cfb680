package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentDescription;
import com.tickiti.attachments.client.AttachmentDescription.Refusal;
import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.client.InvalidRequestException;
import com.tickiti.attachments.error.ErrorCatalogue;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code --json} prints, with the field names of the service's own JSON. */
final class Envelope {

  private Envelope() {}

  static Map<String, @Nullable Object> of(Object data) {
    return fields("ok", true, "data", data);
  }

  static Map<String, @Nullable Object> of(AttachmentException e) {
    Map<String, @Nullable Object> fields =
        fields(
            "ok", false, "error", code(e), "message", e.description(), "request_id", e.requestId());
    if (e instanceof InvalidRequestException invalid) {
      fields.put("errors", invalid.violations());
    }
    return fields;
  }

  static Map<String, @Nullable Object> data(Attachment attachment) {
    return fields(
        "id", Long.toString(attachment.id()),
        "response_id", Long.toString(attachment.responseId()),
        "name", attachment.name(),
        "mime_type", attachment.mimeType(),
        "sha256", attachment.sha256(),
        "file_size", attachment.sizeBytes(),
        "is_inline", attachment.inline(),
        "file_type", attachment.fileTypeOutcome().name().toLowerCase(Locale.ROOT));
  }

  /** With the error that a download would meet, {@code null} where it would be served. */
  static Map<String, @Nullable Object> data(AttachmentDescription description) {
    Map<String, @Nullable Object> fields = data(description.attachment());
    fields.put("refusal", code(description.unconfirmed()));
    fields.put("refusal_if_review_ok", code(description.reviewConfirmed()));
    return fields;
  }

  private static String code(AttachmentException e) {
    return e instanceof IntegrityException
        ? "integrity"
        : ErrorCatalogue.spec(e.reason()).getWireName();
  }

  private static @Nullable String code(Optional<Refusal> refusal) {
    return refusal.isEmpty() ? null : ErrorCatalogue.spec(refusal.get().reason()).getWireName();
  }

  private static Map<String, @Nullable Object> fields(Object... namesAndValues) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
