package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** JSON text of maps, lists, strings, numbers and truth values, in their own order. */
public final class JsonTree {

  private JsonTree() {}

  /**
   * The text of {@code tree} as UTF-8.
   *
   * @throws IllegalArgumentException if it holds anything else
   */
  public static byte[] write(Object tree) {
    return JsonText.write(json -> writeTo(json, tree));
  }

  private static void writeTo(JsonGenerator json, Object tree) throws IOException {
    if (tree instanceof Map<?, ?> members) {
      json.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        json.writeFieldName((String) member.getKey());
        writeTo(json, member.getValue());
      }
      json.writeEndObject();
    } else if (tree instanceof List<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        writeTo(json, item);
      }
      json.writeEndArray();
    } else if (tree instanceof String text) {
      json.writeString(text);
    } else if (tree instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (tree instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      throw new IllegalArgumentException("tree: " + tree.getClass());
    }
  }
}
