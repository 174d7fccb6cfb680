package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;

import java.util.List;
import org.jooq.Table;

/** Writes a ticket. */
public record UpsertTicket(long id, long number, long queueId, String subject)
    implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return TICKETS;
  }

  @Override
  public Values values() {
    return new Values()
        .set(TICKETS.ID, id)
        .set(TICKETS.NUMBER, number)
        .set(TICKETS.QUEUE_ID, queueId)
        .set(TICKETS.SUBJECT, subject);
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(
        new Requirement(Requirement.Kind.QUEUE, queueId),
        new Requirement(Requirement.Kind.TICKET_NUMBER, number));
  }
}
