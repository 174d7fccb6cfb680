package com.tickiti.attachments.server.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;

/** JSON on standard output, written as it comes. */
final class JsonOutput {

  private JsonOutput() {}

  /** Begins a document; closing the generator ends it and leaves {@code out} open. */
  static JsonGenerator to(PrintWriter out) throws IOException {
    JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    return json.useDefaultPrettyPrinter();
  }
}
