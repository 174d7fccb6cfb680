package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonToken;
import com.tickiti.attachments.edge.json.DownloadRequestReader.Value;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.Intent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one request body on their way into a message. Goes through them in the contract's
 * order and collects every violation instead of stopping at the first. For one use by one thread.
 */
final class DownloadRequestFields {

  private static final String TICKET_NUMBER = "ticket_number";
  private static final String TICKET_ID = "ticket_id";
  private static final String RESPONSE_ATTACHMENT_ID = "response_attachment_id";
  private static final String INTENT = "intent";
  private static final String OFFSET = "offset";
  private static final String LENGTH = "length";

  private static final String REVIEW_OK = "review_ok";

  /**
   * The longest slice in bytes, 25 MiB as for a whole file; also what an {@code offset} alone asks
   * for, so that a JSON body stays bounded whatever the file's size.
   */
  private static final long MAX_RANGE_LENGTH = 26_214_400;

  private final Map<String, Value> fields;
  private final Map<String, List<String>> violations = new LinkedHashMap<>();

  DownloadRequestFields(Map<String, Value> fields) {
    this.fields = fields;
  }

  RequestReading toReading() {
    DownloadAttachmentRequest.Builder request = DownloadAttachmentRequest.newBuilder();
    readTicket(request);
    requireId(RESPONSE_ATTACHMENT_ID).ifPresent(request::setResponseAttachmentId);
    request.setIntent(intent());
    range().ifPresent(request::setRange);
    return violations.isEmpty()
        ? new RequestReading.Valid(request.build())
        : new RequestReading.Invalid(violations);
  }

  private void readTicket(DownloadAttachmentRequest.Builder request) {
    // guard: a ticket is named in one way
    if (isGiven(TICKET_NUMBER) && isGiven(TICKET_ID)) {
      id(TICKET_NUMBER);
      violation(TICKET_NUMBER, "must not be given together with " + TICKET_ID);
      id(TICKET_ID);
      violation(TICKET_ID, "must not be given together with " + TICKET_NUMBER);
    } else if (isGiven(TICKET_ID)) {
      id(TICKET_ID).ifPresent(request::setTicketId);
    } else {
      requireId(TICKET_NUMBER).ifPresent(request::setTicketNumber);
    }
  }

  private Optional<String> requireId(String name) {
    if (!isGiven(name)) {
      violation(name, "is required");
      return Optional.empty();
    }
    return id(name);
  }

  /** An id by its text, also one that names nothing: that is the service's to find out. */
  private Optional<String> id(String name) {
    Value value = fields.get(name);
    if (value != null
        && (value.type() == JsonToken.VALUE_STRING || value.type() == JsonToken.VALUE_NUMBER_INT)) {
      return Optional.of(value.text());
    }
    violation(name, "must be a string or an integer");
    return Optional.empty();
  }

  private Intent intent() {
    Value value = given(INTENT);
    if (value != null && value.type() != JsonToken.VALUE_STRING) {
      violation(INTENT, "must be a string");
    }
    // guard: only the exact intent confirms
    return value != null && value.text().equals(REVIEW_OK)
        ? Intent.INTENT_REVIEW_OK
        : Intent.INTENT_UNSPECIFIED;
  }

  private Optional<ByteRange> range() {
    OptionalLong offset = integer(OFFSET, 0, Long.MAX_VALUE, "must be an integer of at least 0");
    OptionalLong length =
        integer(LENGTH, 1, MAX_RANGE_LENGTH, "must be an integer from 1 to " + MAX_RANGE_LENGTH);
    if (offset.isEmpty() && length.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ByteRange.newBuilder()
            .setOffset(offset.orElse(0))
            .setLength(length.orElse(MAX_RANGE_LENGTH))
            .build());
  }

  private OptionalLong integer(String name, long min, long max, String rule) {
    Value value = given(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value.type() == JsonToken.VALUE_NUMBER_INT) {
      try {
        long number = Long.parseLong(value.text());
        // guard: a number is within its bounds
        if (number >= min && number <= max) {
          return OptionalLong.of(number);
        }
      } catch (NumberFormatException tooBig) {
        // Jackson has seen that it is an integer, so it is one beyond any file.
      }
    }
    violation(name, rule);
    return OptionalLong.empty();
  }

  private boolean isGiven(String name) {
    Value value = given(name);
    return value != null && !(value.type() == JsonToken.VALUE_STRING && value.text().isBlank());
  }

  private @Nullable Value given(String name) {
    Value value = fields.get(name);
    return value == null || value.type() == JsonToken.VALUE_NULL ? null : value;
  }

  private void violation(String name, String message) {
    violations.computeIfAbsent(name, field -> new ArrayList<>()).add(message);
  }
}
