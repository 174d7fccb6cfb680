package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;

import org.jooq.DSLContext;

/** The number of a ticket. */
record SelectTicketNumber(long ticketId) {

  long execute(DSLContext dsl) {
    return dsl.select(TICKETS.NUMBER)
        .from(TICKETS)
        .where(TICKETS.ID.eq(ticketId))
        .fetchSingle(TICKETS.NUMBER);
  }
}
