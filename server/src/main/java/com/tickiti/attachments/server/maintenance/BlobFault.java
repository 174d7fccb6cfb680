package com.tickiti.attachments.server.maintenance;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.tickiti.attachments.server.metadata.admin.AttachmentUse;
import com.tickiti.attachments.server.metadata.admin.AttachmentUses;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong with one content, and whom it concerns.
 *
 * @param kind in a word
 * @param digest of the content
 * @param detail in a sentence
 * @param uses the attachments that refer to it, no more than {@link #MAX_USES} of them by name
 */
public record BlobFault(Kind kind, Digest digest, String detail, AttachmentUses uses) {

  /** So many attachments are named; a logo may be in every mail of a helpdesk. */
  static final int MAX_USES = 100;

  /** What can be wrong with a blob. */
  public enum Kind {
    MISSING,
    DAMAGED,
    UNREADABLE,
    ORPHANED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The detail and the first attachment concerned, in one line that a terminal can show. */
  public String description() {
    if (uses.first().isEmpty()) {
      return detail;
    }
    AttachmentUse first = uses.first().get(0);
    String ticket = first.ticketNumber() == null ? "no ticket" : "ticket " + first.ticketNumber();
    String others = uses.total() == 1 ? "" : " (and " + (uses.total() - 1) + " more)";
    return "%s: attachment %d of %s \"%s\"%s"
        .formatted(
            detail,
            first.id(),
            ticket,
            first.name().replaceAll("[\\p{Cntrl}\\p{Cf}]", "?"),
            others);
  }

  /** Writes it as one JSON object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("fault", kind.toString());
    json.writeStringField("sha256", digest.hex());
    json.writeStringField("detail", detail);
    json.writeArrayFieldStart("attachments");
    for (AttachmentUse use : uses.first()) {
      json.writeStartObject();
      json.writeNumberField("id", use.id());
      json.writeStringField("name", use.name());
      if (use.ticketNumber() != null) {
        json.writeNumberField("ticket_number", use.ticketNumber());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("attachments_total", uses.total());
    json.writeEndObject();
  }

  /** Reads what {@link #write} has written. */
  static BlobFault read(JsonNode json) {
    List<AttachmentUse> first = new ArrayList<>();
    for (JsonNode use : json.path("attachments")) {
      JsonNode ticket = use.get("ticket_number");
      first.add(
          new AttachmentUse(
              use.path("id").longValue(),
              use.path("name").asText(),
              ticket == null ? null : ticket.longValue()));
    }
    return new BlobFault(
        Kind.valueOf(json.path("fault").asText().toUpperCase(Locale.ROOT)),
        new Digest(json.path("sha256").asText()),
        json.path("detail").asText(),
        new AttachmentUses(first, json.path("attachments_total").longValue()));
  }
}
