package com.tickiti.attachments.server.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, taken one by one; {@link #end} refuses those that nobody took. A
 * field that is {@code null} counts as absent. What is wrong is said by field name and never by
 * value where the value is text: it may be a secret. Not thread-safe.
 */
final class JsonFields {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, JsonNode> fields;

  private JsonFields(Map<String, JsonNode> fields) {
    this.fields = fields;
  }

  /**
   * Reads an object.
   *
   * @throws BadLineException where {@code text} is none, or has a field twice
   */
  static JsonFields parse(String text) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadLineException("not a JSON object");
      }
      Map<String, JsonNode> fields = new LinkedHashMap<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (fields.put(name, parser.readValueAsTree()) != null) {
          throw new BadLineException(quoted(name) + ": given twice");
        }
      }
      if (parser.nextToken() != null) {
        throw new BadLineException("more than one JSON object (expected: one a line)");
      }
      return new JsonFields(fields);
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the text.
      throw new BadLineException("not valid JSON at column " + e.getLocation().getColumnNr());
    } catch (IOException e) {
      throw new IllegalStateException("a string is read without I/O", e);
    }
  }

  /** A required text, which is not blank. */
  String text(String name) {
    String text = optionalText(name).orElseThrow(() -> missing(name));
    if (text.isBlank()) {
      throw wrong(name, "blank", "some text");
    }
    return text;
  }

  /** An optional text. */
  Optional<String> optionalText(String name) {
    return take(name).map(value -> text(name, value));
  }

  /** A required id or number: a positive integer. */
  long positive(String name) {
    JsonNode value = take(name).orElseThrow(() -> missing(name));
    if (!value.isIntegralNumber()) {
      throw wrong(name, kind(value), "an integer");
    }
    if (!value.canConvertToLong() || value.longValue() < 1) {
      throw wrong(name, "out of range", "1 to " + Long.MAX_VALUE);
    }
    return value.longValue();
  }

  /** An optional boolean. */
  boolean flag(String name, boolean absent) {
    Optional<JsonNode> value = take(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(name, kind(value.get()), "true or false");
    }
    return value.map(JsonNode::booleanValue).orElse(absent);
  }

  /** An optional time. */
  @Nullable OffsetDateTime time(String name) {
    Optional<String> text = optionalText(name);
    try {
      return text.map(Rfc3339::parse).orElse(null);
    } catch (DateTimeException e) {
      throw wrong(name, "no such time", Rfc3339.EXPECTED);
    }
  }

  /** A required array of texts, which may be empty. */
  List<String> texts(String name) {
    JsonNode array = take(name).orElseThrow(() -> missing(name));
    if (!array.isArray()) {
      throw wrong(name, kind(array), "an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      texts.add(text(name, element));
    }
    return texts;
  }

  /** To be called once all fields are taken. */
  void end() {
    if (!fields.isEmpty()) {
      throw new BadLineException(
          quoted(fields.keySet().iterator().next()) + ": unknown field of this type");
    }
  }

  /** {@code text} in JSON quotes, so that it can be shown whatever is in it. */
  static String quoted(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return TextNode.valueOf(shown).toString();
  }

  static BadLineException wrong(String name, String found, String expected) {
    return new BadLineException(name + ": " + found + " (expected: " + expected + ")");
  }

  private static BadLineException missing(String name) {
    return new BadLineException(name + ": missing");
  }

  private Optional<JsonNode> take(String name) {
    JsonNode value = fields.remove(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(name, kind(value), "a string");
    }
    String text = value.textValue();
    if (text.indexOf('\0') >= 0) {
      throw wrong(name, "has a NUL character", "text without");
    }
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw wrong(name, "has half a surrogate pair", "well-formed text");
    }
    return text;
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "an integer" : "a fraction";
      case OBJECT -> "an object";
      case STRING -> "a string";
      default -> "of another type";
    };
  }
}
