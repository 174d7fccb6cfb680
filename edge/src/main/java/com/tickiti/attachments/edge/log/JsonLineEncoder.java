package com.tickiti.attachments.edge.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes an event as one line: a JSON object of {@code time} (UTC), {@code level}, {@code logger},
 * {@code message}, the event's own fields as they are named, and {@code exception} with the first
 * lines of its stack trace. Thread-safe. Public for Logback, which makes it.
 */
public final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

  private static final int STACK_LINES = 12;
  private static final byte[] NOTHING = {};

  private final JsonFactory json = new JsonFactory();

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("time", event.getInstant().toString());
      out.writeStringField("level", event.getLevel().toString());
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("message", event.getFormattedMessage());
      writeFields(out, event.getKeyValuePairs());
      if (event.getThrowableProxy() != null) {
        out.writeStringField("exception", text(event.getThrowableProxy()));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
    line.write('\n');
    return line.toByteArray();
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  private static void writeFields(JsonGenerator out, @Nullable List<KeyValuePair> fields)
      throws IOException {
    if (fields == null) {
      return;
    }
    for (KeyValuePair field : fields) {
      if (field.value instanceof Long || field.value instanceof Integer) {
        out.writeNumberField(field.key, ((Number) field.value).longValue());
      } else if (field.value instanceof Double number) {
        out.writeNumberField(field.key, number);
      } else {
        out.writeStringField(field.key, String.valueOf(field.value));
      }
    }
  }

  private static String text(IThrowableProxy thrown) {
    StringBuilder text = new StringBuilder();
    IThrowableProxy each = thrown;
    for (String before = ""; each != null; before = "\nCaused by: ") {
      text.append(before).append(each.getClassName()).append(": ").append(each.getMessage());
      StackTraceElementProxy[] stack = each.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(stack.length, STACK_LINES); i++) {
        text.append("\n  ").append(stack[i].getSTEAsString());
      }
      each = each.getCause();
    }
    return text.toString();
  }
}
