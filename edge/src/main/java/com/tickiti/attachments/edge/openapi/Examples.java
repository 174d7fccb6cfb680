package com.tickiti.attachments.edge.openapi;

import com.google.common.collect.ImmutableMap;
import com.tickiti.attachments.edge.json.RequestField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for the fields of a request: those of the helpdesk document's own example. */
final class Examples {

  private static final ImmutableMap<String, String> VALUES =
      ImmutableMap.of(
          "ticket_number", "220009",
          "number", "220009",
          "response_attachment_id", "14494",
          "id", "14494",
          "response_id", "42");

  private Examples() {}

  /** The example of a field; null for a field that a simple request leaves out. */
  static @Nullable String of(RequestField field) {
    return VALUES.get(field.name());
  }

  /** A simple request that has {@code fields}. */
  static Map<String, Object> of(List<RequestField> fields) {
    Map<String, Object> example = new LinkedHashMap<>();
    for (RequestField field : fields) {
      String value = of(field);
      if (value != null) {
        example.put(field.name(), value);
      }
    }
    return example;
  }
}
