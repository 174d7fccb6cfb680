package com.tickiti.attachments.server.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A record as one line of JSON, in ASCII so that a name can play no tricks on a terminal. What does
 * not apply is left out. The columns of the table {@code audit_log} have the same names.
 */
public final class AuditJson {

  private static final int TYPICAL_BYTES = 512;
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private AuditJson() {}

  /** The record's line, with the newline that ends it. */
  public static byte[] line(AuditRecord record) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", record.time().toString());
      json.writeStringField("event", record.event().stored());
      json.writeStringField("transfer", record.transfer());
      write(json, record.caller());
      write(json, record.subject());
      if (record.ending() != null) {
        write(json, record.ending());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toByteArray();
  }

  private static void write(JsonGenerator json, Caller caller) throws IOException {
    json.writeStringField("request_id", caller.requestId());
    json.writeNumberField("token_id", caller.tokenId());
    json.writeNumberField("user_id", caller.userId());
    json.writeNumberField("ticket_id", caller.ticketId());
  }

  private static void write(JsonGenerator json, Subject subject) throws IOException {
    if (subject.attachmentId() != null) {
      json.writeNumberField("attachment_id", subject.attachmentId());
    }
    if (subject.digest() != null) {
      json.writeStringField("sha256", subject.digest().hex());
    }
    if (subject.grounds() != null) {
      json.writeStringField("rule", subject.grounds().stored());
    }
    if (subject.extension() != null) {
      json.writeStringField("extension", subject.extension());
    }
    if (subject.part() != null) {
      json.writeNumberField("offset", subject.part().offset());
      json.writeNumberField("length", subject.part().length());
    }
  }

  private static void write(JsonGenerator json, Ending ending) throws IOException {
    json.writeNumberField("bytes", ending.bytes());
    json.writeStringField("outcome", ending.outcome().stored());
    if (ending.reason() != null) {
      json.writeStringField("reason", ending.reason());
    }
  }
}
