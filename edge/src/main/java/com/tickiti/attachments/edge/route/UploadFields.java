package com.tickiti.attachments.edge.route;

import com.tickiti.attachments.v1.UploadHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a multipart upload on their way into its header. For one upload and one thread. */
final class UploadFields {

  static final String FILE = "file";

  private static final String TICKET_NUMBER = "ticket_number";
  private static final String TICKET_ID = "ticket_id";
  private static final String RESPONSE_ID = "response_id";
  private static final List<String> NAMES = List.of(TICKET_NUMBER, TICKET_ID, RESPONSE_ID);

  private final String idempotencyKey;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, List<String>> violations = new LinkedHashMap<>();

  UploadFields(String idempotencyKey) {
    this.idempotencyKey = unquoted(idempotencyKey.strip());
  }

  /** A structured string of RFC 9651 counts as what it says. */
  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** Whether a part of this name is a field that counts. */
  static boolean isKnown(@Nullable String name) {
    return name != null && NAMES.contains(name);
  }

  /** Takes a field; blank is absent, and a second value of the same name is a violation. */
  void put(String name, String value) {
    if (!value.isBlank() && values.put(name, value.strip()) != null) {
      violate(name, "must not be given more than once");
    }
  }

  /** The header of a file called {@code name}; null where the fields before it are invalid. */
  @Nullable UploadHeader header(@Nullable String name) {
    if (values.containsKey(TICKET_NUMBER) && values.containsKey(TICKET_ID)) {
      violate(TICKET_NUMBER, "must not be given together with " + TICKET_ID);
      violate(TICKET_ID, "must not be given together with " + TICKET_NUMBER);
    } else if (!values.containsKey(TICKET_ID)) {
      require(TICKET_NUMBER);
    }
    require(RESPONSE_ID);
    if (!violations.isEmpty()) {
      return null;
    }
    UploadHeader.Builder header =
        UploadHeader.newBuilder()
            .setResponseId(values.getOrDefault(RESPONSE_ID, ""))
            .setName(name == null ? "" : name)
            .setRequestId(idempotencyKey);
    @Nullable String id = values.get(TICKET_ID);
    return id == null
        ? header.setTicketNumber(values.getOrDefault(TICKET_NUMBER, "")).build()
        : header.setTicketId(id).build();
  }

  /** A body that ended without a file. */
  void violateFileMissing() {
    violations.clear();
    var unused = header("");
    violate(FILE, "is required");
  }

  void violate(String name, String message) {
    violations.computeIfAbsent(name, field -> new ArrayList<>()).add(message);
  }

  Map<String, List<String>> violations() {
    return violations;
  }

  private void require(String name) {
    if (!values.containsKey(name)) {
      violate(name, "is required, before " + FILE);
    }
  }
}
