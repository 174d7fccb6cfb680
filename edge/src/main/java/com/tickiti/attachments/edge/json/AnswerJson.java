package com.tickiti.attachments.edge.json;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;

/** The JSON text of a success: {@code {"ok":true,"data":{...}}}. */
public final class AnswerJson {

  private AnswerJson() {}

  /** With {@code message} as data. */
  public static byte[] of(JsonShape shape, Message message) {
    return JsonText.write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("ok", true);
          json.writeFieldName("data");
          shape.writeTo(json, message);
          json.writeEndObject();
        });
  }

  /** With a link as data. */
  public static byte[] ofLink(String url, Timestamp expiresAt) {
    return JsonText.write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("ok", true);
          json.writeObjectFieldStart("data");
          json.writeStringField("url", url);
          json.writeStringField("expires_at", JsonShape.text(expiresAt));
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
