package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.audit.AuditRecord;
import org.jspecify.annotations.Nullable;

/**
 * Who has passed the gate, and what to; only {@link Gate} makes one.
 *
 * @param token the token that the caller acts by
 * @param ticket the ticket asked for, which the token's owner may see
 * @param attachment the attachment asked for; {@code null} where this ticket has no such
 */
public record Admission(
    TokenFacts token, TicketFacts ticket, @Nullable AttachmentFacts attachment) {

  /** What the audit log says of who acts. */
  public AuditRecord.Caller auditedAs(Caller caller) {
    return new AuditRecord.Caller(caller.requestId(), token.id(), token.userId(), ticket.id());
  }
}
