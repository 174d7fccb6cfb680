package com.tickiti.attachments.server.access;

import org.jspecify.annotations.Nullable;

/**
 * All that is recorded of who asks and what for; one query reads it.
 *
 * @param token {@code null} where no such token is recorded
 * @param ticket {@code null} where there is no such ticket
 * @param attachment {@code null} where this ticket has no such attachment
 */
public record AccessFacts(
    @Nullable TokenFacts token,
    @Nullable TicketFacts ticket,
    @Nullable AttachmentFacts attachment) {

  /** Nothing is known, as of a caller without a token. */
  public static final AccessFacts NONE = new AccessFacts(null, null, null);
}
