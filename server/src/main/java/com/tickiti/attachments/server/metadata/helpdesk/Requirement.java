package com.tickiti.attachments.server.metadata.helpdesk;

/**
 * What a row needs of the others.
 *
 * @param kind what sort of need
 * @param value the id or the number that it is about
 */
public record Requirement(Kind kind, long value) {

  /** The sorts of need. */
  public enum Kind {
    /** There is a user of this id. */
    USER,
    /** There is a queue of this id. */
    QUEUE,
    /** There is a ticket of this id. */
    TICKET,
    /** There is a response of this id. */
    RESPONSE,
    /** No two tickets have this number. */
    TICKET_NUMBER
  }
}
