package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.QUEUES;

import org.jooq.Table;

/** Writes a queue. */
public record UpsertQueue(long id, String name) implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return QUEUES;
  }

  @Override
  public Values values() {
    return new Values().set(QUEUES.ID, id).set(QUEUES.NAME, name);
  }
}
