package com.tickiti.attachments.edge.openapi;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import com.tickiti.attachments.edge.endpoint.Answer;
import com.tickiti.attachments.edge.json.FieldType;
import com.tickiti.attachments.edge.json.JsonShape;
import com.tickiti.attachments.edge.json.JsonShape.Member;
import com.tickiti.attachments.edge.json.JsonShape.Presence;
import com.tickiti.attachments.edge.json.RequestField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON schemas (draft 2020-12) of requests and answers. */
final class Schemas {

  private final ProtoComments comments;

  Schemas(ProtoComments comments) {
    this.comments = comments;
  }

  /** A JSON object in the order that it was given. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  /** A request of {@code fields}. */
  static Map<String, Object> request(List<RequestField> fields) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Object> required = new ArrayList<>();
    for (RequestField field : fields) {
      properties.put(field.name(), described(withExample(field), field.sentence()));
      if (field.required() && !isTicket(field)) {
        required.add(field.name());
      }
    }
    Map<String, Object> schema = object("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (fields.stream().anyMatch(Schemas::isTicket)) {
      schema.put(
          "oneOf",
          List.of(
              object("required", List.of("ticket_number")),
              object("required", List.of("ticket_id"))));
    }
    return schema;
  }

  private static Map<String, Object> withExample(RequestField field) {
    Map<String, Object> schema = type(field);
    String example = Examples.of(field);
    if (example != null) {
      schema.put("examples", List.of(example));
    }
    return schema;
  }

  private static boolean isTicket(RequestField field) {
    return field.name().equals("ticket_number") || field.name().equals("ticket_id");
  }

  /** The values that a request field takes. */
  static Map<String, Object> type(RequestField field) {
    FieldType type = field.type();
    if (type instanceof FieldType.Whole whole) {
      Map<String, Object> schema = integer();
      schema.put("type", orNull(field, "integer"));
      schema.put("minimum", whole.min());
      if (whole.max() != Long.MAX_VALUE) {
        schema.put("maximum", whole.max());
      }
      return schema;
    }
    if (type instanceof FieldType.Words words) {
      return object(
          "type",
          orNull(field, "array"),
          "items",
          object("type", "string", "enum", List.copyOf(words.values().keySet())));
    }
    if (type instanceof FieldType.Word word) {
      return object(
          "type", orNull(field, "string"), "examples", List.copyOf(word.values().keySet()));
    }
    if (type instanceof FieldType.Content) {
      return object("type", "string", "contentMediaType", "application/octet-stream");
    }
    return object(
        "type",
        type instanceof FieldType.Id ? List.of("string", "integer") : orNull(field, "string"));
  }

  /** An optional field that is null counts as absent. */
  private static Object orNull(RequestField field, String type) {
    return field.required() ? type : List.of(type, "null");
  }

  /** {@code {"ok":true,"data":...}} around what an answer carries. */
  Map<String, Object> success(Answer answer) {
    return strict(
        object("ok", object("type", "boolean", "const", true), "data", data(answer)), List.of());
  }

  private Map<String, Object> data(Answer answer) {
    if (answer instanceof Answer.Data data) {
      return shape(data.shape());
    }
    if (answer instanceof Answer.Envelope envelope) {
      return envelope(envelope);
    }
    if (answer instanceof Answer.Conversation conversation) {
      return conversation(conversation);
    }
    return strict(
        object(
            "url", described(object("type", "string", "format", "uri"), "The link."),
            "expires_at", described(time(), "When it stops working.")),
        List.of());
  }

  private Map<String, Object> envelope(Answer.Envelope answer) {
    Map<String, Object> properties = new LinkedHashMap<>(properties(answer.metadata()));
    properties.put("offset", described(integer(), "Of a ranged read: where the bytes begin."));
    properties.put("length", described(integer(), "Of a ranged read: how many there are."));
    properties.put(
        "eof",
        described(object("type", "boolean"), "Of a ranged read: whether it reaches the end."));
    properties.put(
        "content_base64",
        described(
            object("type", "string", "contentEncoding", "base64"),
            "The bytes, by RFC 4648, section 4."));
    return strict(properties, List.of("offset", "length", "eof"));
  }

  private Map<String, Object> conversation(Answer.Conversation answer) {
    Map<String, Object> ticket =
        answer.ticket().members().isEmpty()
            ? object("ticket_number", described(integer(), "The number people know the ticket by."))
            : object("ticket", shape(answer.ticket()));
    Map<String, Object> response = shape(answer.response());
    response.put(
        "required",
        ((List<?>) response.getOrDefault("required", List.of()))
            .stream()
                .filter(name -> !List.of("html", "plain_text", "attachments").contains(name))
                .toList());
    ticket.put(
        "responses",
        described(
            object("type", "array", "items", response),
            "Pinned first, then oldest first; each with the fields that were asked for."));
    return strict(ticket, List.of());
  }

  private Map<String, Object> shape(JsonShape shape) {
    return strict(
        properties(shape),
        shape.members().stream()
            .filter(member -> member.presence() == Presence.IF_SET)
            .map(Member::name)
            .toList());
  }

  private Map<String, Object> properties(JsonShape shape) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Member member : shape.members()) {
      properties.put(
          member.name(), described(value(member), comments.of(member.field().getFullName())));
    }
    return properties;
  }

  private Map<String, Object> value(Member member) {
    Map<String, Object> one = single(member);
    if (member.field().isRepeated()) {
      return object("type", "array", "items", one);
    }
    if (member.presence() == Presence.OR_NULL) {
      one.put("type", List.of(String.valueOf(one.get("type")), "null"));
    }
    return one;
  }

  private Map<String, Object> single(Member member) {
    JsonShape shape = member.shape();
    FieldDescriptor field = member.field();
    if (shape != null) {
      return shape(shape);
    }
    return switch (field.getJavaType()) {
      case INT, LONG -> integer();
      case BOOLEAN -> object("type", "boolean");
      case ENUM ->
          object(
              "type",
              "string",
              "enum",
              field.getEnumType().getValues().stream()
                  .filter(constant -> constant.getNumber() != 0)
                  .map(JsonShape::word)
                  .toList());
      case MESSAGE ->
          field.getMessageType().equals(Timestamp.getDescriptor())
              ? time()
              : object("type", "object");
      default -> object("type", "string");
    };
  }

  /** The format makes generated clients take a type of 64 bits. */
  static Map<String, Object> integer() {
    return object("type", "integer", "format", "int64");
  }

  private static Map<String, Object> time() {
    return object("type", "string", "format", "date-time");
  }

  /** An object all of whose properties are required but for {@code optional}. */
  private static Map<String, Object> strict(Map<String, Object> properties, List<String> optional) {
    return object(
        "type",
        "object",
        "required",
        properties.keySet().stream().filter(name -> !optional.contains(name)).toList(),
        "properties",
        properties);
  }

  static Map<String, Object> described(Map<String, Object> schema, String description) {
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    return schema;
  }
}
