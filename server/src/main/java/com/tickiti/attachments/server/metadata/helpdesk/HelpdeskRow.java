package com.tickiti.attachments.server.metadata.helpdesk;

import java.util.List;
import org.jooq.DSLContext;

/**
 * A row of the helpdesk's to write: it is inserted, or brought up to date where its key is there
 * already.
 */
public sealed interface HelpdeskRow
    permits UpsertAttachment,
        UpsertQueue,
        UpsertQueuePermission,
        UpsertResponse,
        UpsertRule,
        UpsertTicket,
        UpsertToken,
        UpsertUser {

  /** Writes the row. */
  void execute(DSLContext dsl);

  /** What must hold once all the rows that belong together are written. */
  default List<Requirement> requirements() {
    return List.of();
  }
}
