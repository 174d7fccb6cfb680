package com.tickiti.attachments.server.model;

import org.jspecify.annotations.Nullable;

/**
 * How a caller names a ticket.
 *
 * @param kind which of a ticket's two names
 * @param value the name; {@code null} where the text given can be no ticket's
 */
public record TicketKey(Kind kind, @Nullable Long value) {

  /** Names no ticket. */
  public static final TicketKey NONE = new TicketKey(Kind.NUMBER, null);

  /** A ticket's two names. */
  public enum Kind {
    /** The number people know it by. */
    NUMBER,
    /** Its internal id. */
    ID
  }
}
