package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectCount;

import com.tickiti.attachments.server.ticket.Ticket;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** A ticket. */
record SelectTicket(long id) {

  private static final Field<Integer> RESPONSE_COUNT =
      field(selectCount().from(RESPONSES).where(RESPONSES.TICKET_ID.eq(TICKETS.ID)));

  private static final Field<String> ORIGINATOR_EMAIL =
      coalesce(TICKETS.ORIGINATOR_EMAIL, inline(""));

  Optional<Ticket> execute(DSLContext dsl) {
    return dsl.select(
            TICKETS.NUMBER,
            TICKETS.QUEUE_ID,
            TICKETS.SUBJECT,
            TICKETS.STATUS,
            TICKETS.PRIORITY,
            ORIGINATOR_EMAIL,
            TICKETS.ASSIGNED_TO_EMAIL,
            TICKETS.RESOLVED,
            TICKETS.ON_HOLD_UNTIL,
            TICKETS.CREATED_AT,
            TICKETS.UPDATED_AT,
            RESPONSE_COUNT)
        .from(TICKETS)
        .where(TICKETS.ID.eq(id))
        .fetchOptional(
            row ->
                new Ticket(
                    id,
                    row.get(TICKETS.NUMBER),
                    row.get(TICKETS.QUEUE_ID),
                    row.get(TICKETS.SUBJECT),
                    row.get(TICKETS.STATUS),
                    row.get(TICKETS.PRIORITY),
                    row.get(ORIGINATOR_EMAIL),
                    row.get(TICKETS.ASSIGNED_TO_EMAIL),
                    row.get(TICKETS.RESOLVED),
                    row.get(TICKETS.ON_HOLD_UNTIL),
                    row.get(TICKETS.CREATED_AT),
                    row.get(TICKETS.UPDATED_AT),
                    row.get(RESPONSE_COUNT)));
  }
}
