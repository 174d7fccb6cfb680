package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;

import java.util.Optional;
import org.jooq.DSLContext;

/** The internal id of the ticket with a number. */
record SelectTicketId(long number) {

  Optional<Long> execute(DSLContext dsl) {
    return dsl.select(TICKETS.ID)
        .from(TICKETS)
        .where(TICKETS.NUMBER.eq(number))
        .fetchOptional(TICKETS.ID);
  }
}
