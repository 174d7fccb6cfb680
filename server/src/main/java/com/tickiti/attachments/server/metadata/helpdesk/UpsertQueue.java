package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.QUEUES;

import org.jooq.DSLContext;

/** Writes a queue. */
public record UpsertQueue(long id, String name) implements HelpdeskRow {

  @Override
  public void execute(DSLContext dsl) {
    dsl.insertInto(QUEUES)
        .set(QUEUES.ID, id)
        .set(QUEUES.NAME, name)
        .onConflict(QUEUES.ID)
        .doUpdate()
        .setAllToExcluded()
        .execute();
  }
}
