package com.tickiti.attachments.server.access;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.LinkClaims;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may work with which ticket: facts in, decision out. No I/O, no clock, no state. The order of
 * the checks is part of the API; the first that fails answers.
 */
public final class AccessPolicy {

  private AccessPolicy() {}

  /**
   * Whether a credential says who asks: the token's secret, or a link by it to just what is asked.
   *
   * @param nowMillis the present, in milliseconds since 1970
   */
  static boolean authenticates(
      AccessFacts facts, Credential credential, AccessRequest request, long nowMillis) {
    TokenFacts token = facts.token();
    return token != null
        && token.authenticates()
        && (!(credential instanceof SignedLink link)
            || covers(link.claims(), facts.ticket(), request, nowMillis));
  }

  private static boolean covers(
      LinkClaims link, @Nullable TicketFacts ticket, AccessRequest request, long nowMillis) {
    // guard: a link does nothing but download
    if (request.purpose() != Purpose.DOWNLOAD) {
      return false;
    }
    // guard: a link expires
    if (nowMillis >= link.expiresAtMillis()) {
      return false;
    }
    // guard: a link is to its ticket
    if (ticket == null || ticket.id() != link.ticketId()) {
      return false;
    }
    Long attachmentId = request.attachmentId();
    return attachmentId != null && attachmentId == link.attachmentId();
  }

  /**
   * Decides on doing anything with a ticket: all checks up to and including its queue.
   *
   * @return the refusal, or empty where the ticket may be worked with
   */
  public static Optional<AttachmentError> authorise(AccessFacts facts, AccessRequest request) {
    TokenFacts token = facts.token();
    if (token == null || !token.authenticates()) {
      return error(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
    }
    // guard: the token's ability
    if (!request.purpose().needed().isGrantedBy(token.abilities())) {
      return forbidden(
          switch (request.purpose().needed()) {
            case READ -> "This token has neither the tickets:read nor the tickets:write ability.";
            case WRITE -> "This token lacks the tickets:write ability.";
          });
    }
    // guard: the owner is staff
    if (!token.staff()) {
      return forbidden("The token's owner is not a staff account.");
    }
    // guard: a malformed request goes no further
    if (!request.violations().isEmpty()) {
      return Optional.of(AttachmentError.invalid(request.violations()));
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
  public static AccessFacts concealed(AccessFacts facts) {
    TicketFacts ticket = facts.ticket();
    return ticket == null || ticket.queueVisible()
        ? facts
        : new AccessFacts(facts.token(), null, null);
  }

  private static Optional<AttachmentError> error(ErrorReason reason) {
    return Optional.of(AttachmentError.of(reason));
  }

  private static Optional<AttachmentError> forbidden(String message) {
    return error(ErrorReason.ERROR_REASON_FORBIDDEN).map(error -> error.withMessage(message));
  }
}
