package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The JSON text of an error, by the JSON contract in the README. */
public final class ErrorJson {

  private ErrorJson() {}

  /** The whole response body for {@code error} as UTF-8. */
  public static byte[] of(AttachmentError error, String requestId) {
    return JsonText.write(json -> write(json, error, requestId));
  }

  private static void write(JsonGenerator json, AttachmentError error, String requestId)
      throws IOException {
    json.writeStartObject();
    json.writeBooleanField("ok", false);
    json.writeStringField("error", error.spec().getWireName());
    json.writeStringField("message", error.message());
    json.writeStringField("request_id", requestId);
    if (error.reason() == ErrorReason.ERROR_REASON_VALIDATION_FAILED) {
      writeViolations(json, error.violations());
    }
    if (error.reason() == ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE) {
      writeFileFacts(json, error.metadata());
    }
    json.writeEndObject();
  }

  private static void writeViolations(JsonGenerator json, Map<String, List<String>> violations)
      throws IOException {
    json.writeObjectFieldStart("errors");
    for (Map.Entry<String, List<String>> violation : violations.entrySet()) {
      json.writeArrayFieldStart(violation.getKey());
      for (String message : violation.getValue()) {
        json.writeString(message);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeFileFacts(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    json.writeObjectFieldStart("data");
    json.writeNumberField("file_size", Long.parseLong(metadata.getOrDefault("file_size", "0")));
    json.writeStringField("mime_type", metadata.getOrDefault("mime_type", ""));
    json.writeBooleanField("ranged", true);
    json.writeEndObject();
  }
}
