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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a download request by the JSON contract in the README: strict about what JSON
 * is (RFC 8259, UTF-8 without a byte order mark, no key twice), lenient about fields it does not
 * know. Stateless and thread-safe.
 *
 * <p>Jackson alone would take overlong UTF-8, UTF-16 and lone surrogates, hence the checks around
 * it.
 */
public final class DownloadRequestReader {

  private static final int MAX_DEPTH = 64;

  /** Far above any id, and low enough that no number costs more than reading its digits. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  /** The name under which {@code errors} tells that the body as a whole cannot be read. */
  private static final String BODY = "body";

  private final JsonFactory json =
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

  /** One top-level value as it stands in the body; its text is empty for an object or array. */
  record Value(JsonToken type, String text) {}

  /** Reads {@code body}; what is wrong with it is part of the answer, never an exception. */
  public RequestReading read(ByteBuffer body) {
    Map<String, Value> fields;
    try {
      // guard: UTF-8 is strict
      fields = fieldsOf(StandardCharsets.UTF_8.newDecoder().decode(body).toString());
    } catch (CharacterCodingException e) {
      return unreadable("must be UTF-8");
    } catch (MalformedBodyException e) {
      return unreadable(e.getMessage());
    } catch (IOException e) {
      // Jackson's own words would quote the body back; where it went wrong is all they add.
      return unreadable("must be one well-formed JSON object, no key twice");
    }
    return new DownloadRequestFields(fields).toReading();
  }

  private Map<String, Value> fieldsOf(String text) throws IOException {
    try (JsonParser parser = json.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedBodyException("must be a JSON object");
      }
      Map<String, Value> fields = new HashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = wellFormed(parser.currentName());
        JsonToken type = parser.nextToken();
        fields.put(name, new Value(type, type.isScalarValue() ? textOf(parser) : ""));
        readToEndOf(parser, type);
      }
      // guard: nothing may follow the object
      if (parser.nextToken() != null) {
        throw new MalformedBodyException("must be one JSON object with nothing behind it");
      }
      return fields;
    }
  }

  /** Reads an object or array to its end, so that what nobody asked for is still checked. */
  private static void readToEndOf(JsonParser parser, JsonToken start) throws IOException {
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
        textOf(parser);
      }
    }
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

  private static RequestReading unreadable(String message) {
    return new RequestReading.Invalid(Map.of(BODY, List.of(message)));
  }

  /** The body as a whole is at fault; the message is for the caller. */
  private static final class MalformedBodyException extends IOException {
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
