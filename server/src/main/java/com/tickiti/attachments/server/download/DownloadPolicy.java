package com.tickiti.attachments.server.download;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.download.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.model.Ability;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may have which bytes: facts in, decision out. No I/O, no clock, no state. The order of the
 * checks is part of the API and stands here alone; the first that fails answers. Only whether the
 * stored file is there, which comes last of all, is found out by opening it.
 */
public final class DownloadPolicy {

  /** The largest file that is served whole: 25 MiB, in bytes. */
  public static final long MAX_WHOLE_BYTES = 26_214_400;

  private DownloadPolicy() {}

  /** Decides on a download. */
  public static DownloadDecision decide(DownloadFacts facts, DownloadRequest request) {
    Optional<AttachmentError> refusal = authorise(facts, Ability.READ, request.violations());
    if (refusal.isPresent()) {
      return new Refuse(refusal.get());
    }
    AttachmentFacts attachment = facts.attachment();
    if (attachment == null) {
      return refuse(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
    return switch (attachment.outcome()) {
      // guard: a blocked type is not served
      case BLOCKED -> refuse(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
      case REVIEW ->
          // guard: a review must be confirmed
          request.reviewConfirmed()
              ? afterReview(decideSize(attachment, request))
              : refuse(ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED);
      case ALLOWED -> decideSize(attachment, request);
    };
  }

  /**
   * Decides on doing anything with a ticket: all checks up to and including its queue.
   *
   * @param needed what the token must be good for
   * @param violations what is wrong with the request, by field
   * @return the refusal, or empty where the ticket may be worked with
   */
  public static Optional<AttachmentError> authorise(
      DownloadFacts facts, Ability needed, Map<String, List<String>> violations) {
    TokenFacts token = facts.token();
    if (token == null || !token.authenticates()) {
      return error(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
    }
    // guard: the token's ability
    if (!needed.isGrantedBy(token.abilities())) {
      return forbidden(
          switch (needed) {
            case READ -> "This token has neither the tickets:read nor the tickets:write ability.";
            case WRITE -> "This token lacks the tickets:write ability.";
          });
    }
    // guard: the owner is staff
    if (!token.staff()) {
      return forbidden("The token's owner is not a staff account.");
    }
    // guard: a malformed request goes no further
    if (!violations.isEmpty()) {
      return Optional.of(AttachmentError.invalid(violations));
    }
    TicketFacts ticket = facts.ticket();
    if (ticket == null) {
      return error(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
    // guard: the queue is visible
    if (!ticket.queueVisible()) {
      return forbidden("The token's owner has no access to this ticket's queue.");
    }
    return Optional.empty();
  }

  /**
   * What is left of the facts for a caller who is not to learn which tickets exist: a ticket in a
   * queue that they may not see, and all that hangs on it, is not there.
   */
  public static DownloadFacts concealed(DownloadFacts facts) {
    TicketFacts ticket = facts.ticket();
    return ticket == null || ticket.queueVisible()
        ? facts
        : new DownloadFacts(facts.token(), null, null);
  }

  private static DownloadDecision afterReview(DownloadDecision decision) {
    return decision instanceof Refuse refuse ? new Refuse(refuse.error(), true) : decision;
  }

  private static DownloadDecision decideSize(AttachmentFacts attachment, DownloadRequest request) {
    BlobFacts blob = attachment.blob();
    if (blob == null) {
      return refuse(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
    if (request.range() == null) {
      // guard: a whole file is within the limit
      return blob.size() > MAX_WHOLE_BYTES
          ? new Refuse(tooLarge(blob))
          : new Serve(attachment, blob, ServedRange.whole(blob.size()));
    }
    // guard: a range begins within the file
    if (request.range().offset() > blob.size()) {
      String message = "must not be beyond the file's end, " + blob.size();
      return new Refuse(AttachmentError.invalid(Map.of("offset", List.of(message))));
    }
    return new Serve(attachment, blob, request.range().within(blob.size()));
  }

  private static AttachmentError tooLarge(BlobFacts blob) {
    return AttachmentError.of(ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE)
        .withMetadata(
            Map.of("file_size", Long.toString(blob.size()), "mime_type", blob.mimeType()));
  }

  private static DownloadDecision refuse(ErrorReason reason) {
    return new Refuse(AttachmentError.of(reason));
  }

  private static Optional<AttachmentError> error(ErrorReason reason) {
    return Optional.of(AttachmentError.of(reason));
  }

  private static Optional<AttachmentError> forbidden(String message) {
    return error(ErrorReason.ERROR_REASON_FORBIDDEN).map(error -> error.withMessage(message));
  }
}
