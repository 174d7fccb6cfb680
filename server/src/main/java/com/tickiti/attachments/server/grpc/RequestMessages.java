package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.archive.ArchiveRequest;
import com.tickiti.attachments.server.download.DownloadRequest;
import com.tickiti.attachments.server.download.LinkRequest;
import com.tickiti.attachments.server.model.ByteRange;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.ticket.ResponseSelection;
import com.tickiti.attachments.server.ticket.ResponsesRequest;
import com.tickiti.attachments.server.upload.UploadRequest;
import com.tickiti.attachments.v1.CreateLinkRequest;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetTicketRequest;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ResponseField;
import com.tickiti.attachments.v1.UploadHeader;
import com.tickiti.attachments.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads request messages. What is wrong with one is noted by field rather than thrown, since who
 * asks is looked at before what is asked.
 */
final class RequestMessages {

  private static final Pattern ID = Pattern.compile("0|[1-9][0-9]{0,17}");

  private static final Pattern FILE_NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");

  private final Map<String, List<String>> violations = new LinkedHashMap<>();

  private RequestMessages() {}

  static DownloadRequest read(DownloadAttachmentRequest message) {
    RequestMessages reading = new RequestMessages();
    return new DownloadRequest(
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null),
        reading.attachmentId(message.getResponseAttachmentId()),
        message.getIntent() == Intent.INTENT_REVIEW_OK,
        message.hasRange() ? reading.range(message.getRange()) : null,
        message.getAnySize(),
        message.getHeaderOnly(),
        reading.violations);
  }

  static DownloadRequest read(GetAttachmentRequest message) {
    RequestMessages reading = new RequestMessages();
    return new DownloadRequest(
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null),
        reading.attachmentId(message.getResponseAttachmentId()),
        false,
        null,
        reading.violations);
  }

  static ArchiveRequest read(DownloadArchiveRequest message) {
    RequestMessages reading = new RequestMessages();
    TicketKey ticket =
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null);
    return new ArchiveRequest(
        ticket,
        message.getIntent() == Intent.INTENT_REVIEW_OK,
        message.hasRange() ? reading.range(message.getRange()) : null,
        message.getHeaderOnly(),
        reading.violations);
  }

  /** A link is to a whole of any size. */
  static LinkRequest read(CreateLinkRequest message) {
    RequestMessages reading = new RequestMessages();
    TicketKey ticket =
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null);
    Long attachmentId = reading.attachmentId(message.getResponseAttachmentId());
    Duration expiresIn =
        message.hasExpiresIn()
            ? reading.expiresIn(message.getExpiresIn())
            : LinkRequest.DEFAULT_EXPIRES_IN;
    return new LinkRequest(
        new DownloadRequest(
            ticket,
            attachmentId,
            message.getIntent() == Intent.INTENT_REVIEW_OK,
            null,
            true,
            true,
            reading.violations),
        expiresIn);
  }

  private Duration expiresIn(com.google.protobuf.Duration message) {
    long seconds = message.getSeconds();
    int nanos = message.getNanos();
    boolean within = seconds >= 1 && seconds <= LinkRequest.MAX_EXPIRES_IN.toSeconds();
    boolean whole = nanos >= 0 && nanos < 1_000_000_000;
    if (!within || !whole || (seconds == LinkRequest.MAX_EXPIRES_IN.toSeconds() && nanos > 0)) {
      violate("expires_in", "must be 1 to " + LinkRequest.MAX_EXPIRES_IN.toSeconds() + " seconds");
      return LinkRequest.DEFAULT_EXPIRES_IN;
    }
    return Duration.ofSeconds(seconds, nanos);
  }

  /** A request for a page names no attachment. */
  static AccessRequest read(ListAttachmentsRequest message) {
    RequestMessages reading = new RequestMessages();
    TicketKey ticket =
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null);
    if (message.getPageSize() < 0 || message.getPageSize() > PageToken.MAX_PAGE_SIZE) {
      reading.violate("page_size", "must be 0 to " + PageToken.MAX_PAGE_SIZE);
    }
    if (PageToken.parse(message.getPageToken(), ticket).isEmpty()) {
      reading.violate("page_token", "is not one that this ticket's list has given");
    }
    return AccessRequest.ofTicket(Purpose.READ, ticket, reading.violations);
  }

  static AccessRequest read(GetTicketRequest message) {
    RequestMessages reading = new RequestMessages();
    TicketKey ticket =
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null);
    return AccessRequest.ofTicket(Purpose.READ, ticket, reading.violations);
  }

  static ResponsesRequest read(ListResponsesRequest message) {
    RequestMessages reading = new RequestMessages();
    TicketKey ticket =
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null);
    if (message.getPageSize() < 0) {
      reading.violate("page_size", "must be 0 or more");
    }
    Optional<ResponsePageToken> page =
        message.getPageToken().isEmpty()
            ? Optional.empty()
            : ResponsePageToken.parse(message.getPageToken(), ticket);
    if (page.isEmpty() && !message.getPageToken().isEmpty()) {
      reading.violate("page_token", "is not one that this ticket's list has given");
    }
    return new ResponsesRequest(
        ticket,
        reading.selection(message),
        message.getPageSize(),
        page.map(ResponsePageToken::after).orElse(null),
        reading.violations);
  }

  private ResponseSelection selection(ListResponsesRequest message) {
    List<ResponseField> fields = message.getFieldsList();
    if (fields.contains(ResponseField.RESPONSE_FIELD_UNSPECIFIED)
        || fields.contains(ResponseField.UNRECOGNIZED)) {
      violate("fields", "may name html, plain_text and attachments");
    }
    if (message.getMaxBodyChars() < 0) {
      violate("max_body_chars", "must be 0 or more");
    }
    boolean all = fields.isEmpty();
    return new ResponseSelection(
        all || fields.contains(ResponseField.RESPONSE_FIELD_HTML),
        all || fields.contains(ResponseField.RESPONSE_FIELD_PLAIN_TEXT),
        all || fields.contains(ResponseField.RESPONSE_FIELD_ATTACHMENTS),
        message.hasMaxBodyChars() ? message.getMaxBodyChars() : null);
  }

  static UploadRequest read(UploadHeader message) {
    RequestMessages reading = new RequestMessages();
    TicketKey ticket =
        reading.ticket(
            message.hasTicketNumber() ? message.getTicketNumber() : null,
            message.hasTicketId() ? message.getTicketId() : null);
    Long responseId = reading.required("response_id", message.getResponseId());
    reading.checkUploadFields(message);
    boolean hasDigest = Digest.isValid(message.getSha256());
    return new UploadRequest(
        ticket,
        responseId,
        message.getName(),
        message.getIsInline(),
        message.hasFileSize() ? message.getFileSize() : null,
        hasDigest ? new Digest(message.getSha256()) : null,
        message.getRequestId().isEmpty() ? null : message.getRequestId(),
        reading.violations);
  }

  private void checkUploadFields(UploadHeader message) {
    // guard: an uploaded name has no control characters
    if (!FILE_NAME.matcher(message.getName()).matches()) {
      violate("name", "must be 1 to 255 characters without control characters");
    }
    if (message.getFileSize() < 0) {
      violate("file_size", "must be 0 or more");
    }
    if (!message.getSha256().isEmpty() && !Digest.isValid(message.getSha256())) {
      violate("sha256", "must be 64 lower-case hexadecimal digits");
    }
    if (!message.getRequestId().isEmpty() && !Headers.isSaneRequestId(message.getRequestId())) {
      violate("request_id", "must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
    }
  }

  /** Reads a ticket's name, of which at most one is given. */
  private TicketKey ticket(@Nullable String number, @Nullable String id) {
    if (number != null) {
      return new TicketKey(TicketKey.Kind.NUMBER, required("ticket_number", number));
    }
    if (id != null) {
      return new TicketKey(TicketKey.Kind.ID, required("ticket_id", id));
    }
    violate("ticket_number", "is required, unless ticket_id is given");
    return TicketKey.NONE;
  }

  private @Nullable Long attachmentId(String digits) {
    return required("response_attachment_id", digits);
  }

  private @Nullable ByteRange range(com.tickiti.attachments.v1.ByteRange range) {
    if (range.getOffset() < 0) {
      violate("range.offset", "must be 0 or more");
    }
    if (range.hasLength() && range.getLength() < 1) {
      violate("range.length", "must be 1 or more");
    }
    if (!violations.isEmpty()) {
      return null;
    }
    return new ByteRange(range.getOffset(), range.hasLength() ? range.getLength() : Long.MAX_VALUE);
  }

  /** What is not an id in its plainest form names nothing, which is no violation. */
  private @Nullable Long required(String field, String digits) {
    if (digits.isBlank()) {
      violate(field, "is required");
    }
    return ID.matcher(digits).matches() ? Long.valueOf(digits) : null;
  }

  private void violate(String field, String message) {
    violations.computeIfAbsent(field, name -> new ArrayList<>()).add(message);
  }
}
