package com.tickiti.attachments.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A record in the Elastic Common Schema. What the schema has no field for is below {@code
 * tickiti.attachments}, under the names of the log.
 */
public final class EcsRecord {

  private static final String VERSION = "8.11.0";
  private static final ObjectMapper JSON = new ObjectMapper();

  private EcsRecord() {}

  /** The same record as one JSON object. */
  public static ObjectNode of(JsonNode record) {
    String action = record.path("event").asText();
    ObjectNode ecs = JSON.createObjectNode();
    ecs.put("@timestamp", record.path("time").asText());
    ecs.putObject("ecs").put("version", VERSION);
    ObjectNode event = ecs.putObject("event");
    event.put("kind", "event").put("action", action).put("outcome", outcome(record));
    event.putArray("category").add("file");
    event.putArray("type").add(action.startsWith("upload") ? "creation" : "access");
    event.put("provider", "attachments").put("dataset", "attachments.audit");
    if (record.has("reason")) {
      event.put("reason", record.path("reason").asText());
    }
    ecs.putObject("user").put("id", record.path("user_id").asText());
    ecs.putObject("http").putObject("request").put("id", record.path("request_id").asText());
    ObjectNode file = JSON.createObjectNode();
    if (record.has("sha256")) {
      file.putObject("hash").put("sha256", record.path("sha256").asText());
    }
    if (record.has("extension")) {
      file.put("extension", record.path("extension").asText());
    }
    if (!file.isEmpty()) {
      ecs.set("file", file);
    }
    ObjectNode own = ecs.putObject("tickiti").putObject("attachments");
    for (String field :
        new String[] {
          "transfer",
          "token_id",
          "ticket_id",
          "attachment_id",
          "rule",
          "offset",
          "length",
          "bytes",
          "outcome",
          "chain",
          "seq"
        }) {
      if (record.has(field)) {
        own.set(field, record.get(field));
      }
    }
    return ecs;
  }

  /** The schema knows three. */
  private static String outcome(JsonNode record) {
    if (!record.has("outcome")) {
      return "unknown";
    }
    return record.path("outcome").asText().equals("completed") ? "success" : "failure";
  }
}
