package com.tickiti.attachments.client;

/**
 * A ticket, identified by the number that people know or by its internal id. Immutable.
 *
 * @param kind which of the two {@code value} is
 * @param value the number or id; 0 or more
 */
public record TicketRef(Kind kind, long value) {

  /** What identifies a ticket. */
  public enum Kind {
    /** The number that people know the ticket by. */
    NUMBER,
    /** The helpdesk's internal id. */
    ID
  }

  public TicketRef {
    if (value < 0) {
      throw new IllegalArgumentException("value: " + value + " (expected: >= 0)");
    }
  }

  /** The ticket that people know as {@code number}. */
  public static TicketRef number(long number) {
    return new TicketRef(Kind.NUMBER, number);
  }

  /** The ticket whose internal id is {@code id}. */
  public static TicketRef id(long id) {
    return new TicketRef(Kind.ID, id);
  }
}
