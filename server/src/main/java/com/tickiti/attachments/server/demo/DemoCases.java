package com.tickiti.attachments.server.demo;

import static com.tickiti.attachments.server.demo.DemoCase.refused;
import static com.tickiti.attachments.server.demo.DemoCase.served;
import static com.tickiti.attachments.server.demo.DemoJson.object;
import static com.tickiti.attachments.server.demo.DemoJson.with;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_FORBIDDEN;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_INTERNAL;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_NOT_FOUND;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_UNAUTHENTICATED;
import static com.tickiti.attachments.v1.ErrorReason.ERROR_REASON_VALIDATION_FAILED;
import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.wire.Limits;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A request for every documented outcome, in the order in which a newcomer would try them. */
public final class DemoCases {

  private static final String READER = DemoToken.READER.key();
  private static final String NUMBER = Long.toString(DemoHelpdesk.TICKET_NUMBER);

  private final Map<DemoAttachment, Digest> digests;

  /**
   * The cases of a helpdesk.
   *
   * @param digests of its attachments' contents
   */
  public DemoCases(Map<DemoAttachment, Digest> digests) {
    this.digests = digests;
  }

  public List<DemoCase> all() {
    return Stream.of(
            downloads(), names(), ranges(), tokens(), requests(), lookups(), rules(), faults())
        .flatMap(List::stream)
        .toList();
  }

  private List<DemoCase> downloads() {
    long id = DemoAttachment.DOCUMENTED.id();
    return List.of(
        serves("the documented request", DemoAttachment.DOCUMENTED),
        served(
            "tickets:write implies tickets:read",
            DemoToken.WRITER.key(),
            body(DemoAttachment.DOCUMENTED),
            sha256(DemoAttachment.DOCUMENTED)),
        serves(
            "ids as JSON integers",
            DemoAttachment.DOCUMENTED,
            object("ticket_number", DemoHelpdesk.TICKET_NUMBER, "response_attachment_id", id)),
        serves(
            "ticket_id instead of ticket_number",
            DemoAttachment.DOCUMENTED,
            object("ticket_id", Long.toString(DemoHelpdesk.TICKET), "response_attachment_id", id)),
        serves(
            "a review-gated type, confirmed",
            DemoAttachment.REVIEW,
            with(body(DemoAttachment.REVIEW), "intent", "review_ok")),
        serves("an inline attachment of a gated type", DemoAttachment.INLINE),
        serves("exactly 25 MiB", DemoAttachment.LARGEST),
        serves("an empty file", DemoAttachment.EMPTY));
  }

  private List<DemoCase> names() {
    return List.of(
        serves("a name with quotes and a newline", DemoAttachment.QUOTES),
        serves("a name with emoji", DemoAttachment.EMOJI),
        serves("a name written from right to left", DemoAttachment.RIGHT_TO_LEFT));
  }

  private List<DemoCase> ranges() {
    return List.of(
        // The whole file, so that the digest of what comes is the digest in the answer.
        serves(
            "a range",
            DemoAttachment.DOCUMENTED,
            range(DemoAttachment.DOCUMENTED, 0, Limits.MAX_WHOLE_BYTES)),
        refuses(
            "a range: offset beyond the end",
            range(DemoAttachment.DOCUMENTED, 1_196_963, 1),
            ERROR_REASON_VALIDATION_FAILED));
  }

  private List<DemoCase> tokens() {
    Map<String, Object> body = body(DemoAttachment.DOCUMENTED);
    return List.of(
        refused("no token", null, body, ERROR_REASON_UNAUTHENTICATED),
        refused("an unknown token", DemoToken.UNKNOWN.key(), body, ERROR_REASON_UNAUTHENTICATED),
        refused("an expired token", DemoToken.EXPIRED.key(), body, ERROR_REASON_UNAUTHENTICATED),
        refused("a revoked token", DemoToken.REVOKED.key(), body, ERROR_REASON_UNAUTHENTICATED),
        refused(
            "a token without the ability",
            DemoToken.NO_ABILITY.key(),
            body,
            ERROR_REASON_FORBIDDEN),
        refused(
            "an owner who is not staff", DemoToken.NOT_STAFF.key(), body, ERROR_REASON_FORBIDDEN),
        refused(
            "an owner who may not see the queue",
            DemoToken.NO_QUEUE.key(),
            body,
            ERROR_REASON_FORBIDDEN));
  }

  private List<DemoCase> requests() {
    String id = Long.toString(DemoAttachment.DOCUMENTED.id());
    return List.of(
        refuses(
            "response_attachment_id missing",
            Map.of("ticket_number", NUMBER),
            ERROR_REASON_VALIDATION_FAILED),
        refuses(
            "ticket_number missing",
            Map.of("response_attachment_id", id),
            ERROR_REASON_VALIDATION_FAILED),
        refuses(
            "both ticket_number and ticket_id",
            with(body(DemoAttachment.DOCUMENTED), "ticket_id", "1"),
            ERROR_REASON_VALIDATION_FAILED),
        refuses(
            "a blank ticket_number",
            object("ticket_number", " ", "response_attachment_id", id),
            ERROR_REASON_VALIDATION_FAILED),
        refuses(
            "a field of the wrong type",
            object("ticket_number", true, "response_attachment_id", id),
            ERROR_REASON_VALIDATION_FAILED));
  }

  private List<DemoCase> lookups() {
    String id = Long.toString(DemoAttachment.DOCUMENTED.id());
    return List.of(
        refuses(
            "no such ticket",
            object("ticket_number", "999999", "response_attachment_id", id),
            ERROR_REASON_NOT_FOUND),
        refuses(
            "a ticket_number that names nothing",
            object("ticket_number", "abc", "response_attachment_id", id),
            ERROR_REASON_NOT_FOUND),
        refuses(
            "no such attachment",
            object("ticket_number", NUMBER, "response_attachment_id", "999999"),
            ERROR_REASON_NOT_FOUND),
        refuses(
            "an attachment of another ticket",
            body(DemoAttachment.OTHER_TICKET),
            ERROR_REASON_NOT_FOUND),
        refuses(
            "an attachment whose stored file is missing",
            body(DemoAttachment.MISSING),
            ERROR_REASON_NOT_FOUND));
  }

  private List<DemoCase> rules() {
    return List.of(
        refuses("a blocked type", body(DemoAttachment.BLOCKED), ERROR_REASON_ATTACHMENT_BLOCKED),
        refuses(
            "a blocked type: intent does not help",
            with(body(DemoAttachment.BLOCKED), "intent", "review_ok"),
            ERROR_REASON_ATTACHMENT_BLOCKED),
        refuses(
            "a blocked type under another name",
            body(DemoAttachment.BLOCKED_RENAMED),
            ERROR_REASON_ATTACHMENT_BLOCKED),
        refuses(
            "a review-gated type, not confirmed",
            body(DemoAttachment.REVIEW),
            ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED),
        refuses(
            "one byte above 25 MiB",
            body(DemoAttachment.TOO_LARGE),
            ERROR_REASON_ATTACHMENT_TOO_LARGE));
  }

  private List<DemoCase> faults() {
    return List.of(
        refuses(
            "an attachment whose stored file is damaged",
            body(DemoAttachment.DAMAGED),
            ERROR_REASON_INTERNAL));
  }

  private DemoCase serves(String name, DemoAttachment attachment) {
    return serves(name, attachment, body(attachment));
  }

  private DemoCase serves(String name, DemoAttachment attachment, Map<String, Object> body) {
    return served(name, READER, body, sha256(attachment));
  }

  private static DemoCase refuses(String name, Map<String, Object> body, ErrorReason reason) {
    return refused(name, READER, body, reason);
  }

  private String sha256(DemoAttachment attachment) {
    return requireNonNull(digests.get(attachment)).hex();
  }

  private static Map<String, Object> body(DemoAttachment attachment) {
    return object(
        "ticket_number", NUMBER, "response_attachment_id", Long.toString(attachment.id()));
  }

  private static Map<String, Object> range(DemoAttachment attachment, long offset, long length) {
    return with(with(body(attachment), "offset", offset), "length", length);
  }
}
