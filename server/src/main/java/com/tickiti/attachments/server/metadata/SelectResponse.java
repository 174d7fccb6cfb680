package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;

import org.jooq.DSLContext;

/** Whether a ticket has a response. */
record SelectResponse(long ticketId, long responseId) {

  boolean execute(DSLContext dsl) {
    return dsl.fetchExists(
        RESPONSES, RESPONSES.ID.eq(responseId).and(RESPONSES.TICKET_ID.eq(ticketId)));
  }
}
