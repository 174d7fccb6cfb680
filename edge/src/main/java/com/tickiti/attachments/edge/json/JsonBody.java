package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object strictly: RFC 8259, UTF-8 without a byte order mark, no key twice, bounded
 * depth. Stateless and thread-safe.
 *
 * <p>Jackson alone would take overlong UTF-8, UTF-16 and lone surrogates, hence the checks around
 * it.
 */
final class JsonBody {

  private static final int MAX_DEPTH = 64;

  /** Far above any id, and low enough that no number costs more than reading its digits. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // guard: a key may not be repeated
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  // guard: nesting is limited
                  .maxNestingDepth(MAX_DEPTH)
                  // guard: a number's length is limited
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .build();

  private JsonBody() {}

  /**
   * One top-level value as it stands in the body.
   *
   * @param text of a scalar; empty for an object or array
   * @param words the items of an array of nothing but strings; null for every other value
   */
  record Value(JsonToken type, String text, @Nullable List<String> words) {}

  /**
   * The top-level fields of {@code body}.
   *
   * @throws MalformedBodyException if it is anything but one well-formed object
   */
  static Map<String, Value> read(ByteBuffer body) throws MalformedBodyException {
    try {
      // guard: UTF-8 is strict
      return fieldsOf(StandardCharsets.UTF_8.newDecoder().decode(body).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedBodyException("must be UTF-8");
    } catch (MalformedBodyException e) {
      throw e;
    } catch (IOException e) {
      // Jackson's own words would quote the body back; where it went wrong is all they add.
      throw new MalformedBodyException("must be one well-formed JSON object, no key twice");
    }
  }

  private static Map<String, Value> fieldsOf(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedBodyException("must be a JSON object");
      }
      Map<String, Value> fields = new HashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = wellFormed(parser.currentName());
        JsonToken type = parser.nextToken();
        String value = type.isScalarValue() ? textOf(parser) : "";
        fields.put(name, new Value(type, value, wordsToEndOf(parser, type)));
      }
      // guard: nothing may follow the object
      if (parser.nextToken() != null) {
        throw new MalformedBodyException("must be one JSON object with nothing behind it");
      }
      return fields;
    }
  }

  /** Reads an object or array to its end, so that unknown fields are checked as well. */
  private static @Nullable List<String> wordsToEndOf(JsonParser parser, JsonToken start)
      throws IOException {
    List<String> words = new ArrayList<>();
    boolean onlyWords = start == JsonToken.START_ARRAY;
    int depth = start.isStructStart() ? 1 : 0;
    while (depth > 0) {
      @Nullable JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedBodyException("must be one well-formed JSON object, no key twice");
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else {
        words.add(textOf(parser));
      }
      onlyWords &= token == JsonToken.VALUE_STRING || depth == 0;
    }
    return onlyWords ? words : null;
  }

  private static String textOf(JsonParser parser) throws IOException {
    return wellFormed(parser.getText());
  }

  private static String wellFormed(String text) throws MalformedBodyException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        // guard: lone surrogates are rejected
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw new MalformedBodyException("must not have a lone surrogate in a string");
        }
        i++;
      }
    }
    return text;
  }

  /** The body as a whole is invalid; the message is for the caller. */
  static final class MalformedBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedBodyException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
