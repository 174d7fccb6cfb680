package com.tickiti.attachments.server.filetype;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** JSON documents: one object or array, and nothing behind it (RFC 8259). */
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** How far before the end of a text that goes on the parser may be when it misses something. */
  private static final int MAX_TOKEN_CHARS = 64;

  private JsonText() {}

  /** Of a text that goes on, what was read has to be the beginning of a document. */
  static boolean isJson(DecodedText text) {
    if (!text.body().startsWith("{") && !text.body().startsWith("[")) {
      return false;
    }
    try (JsonParser parser = FACTORY.createParser(text.body())) {
      parser.nextToken();
      parser.skipChildren();
      return !parser.hasCurrentToken() ? text.truncated() : parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return text.truncated()
          && e.getLocation().getCharOffset() >= text.body().length() - MAX_TOKEN_CHARS;
    } catch (IOException e) {
      return false;
    }
  }
}
