package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.QUEUE_PERMISSIONS;

import java.util.List;
import org.jooq.Table;

/** Writes what a user may do with a queue. */
public record UpsertQueuePermission(long userId, long queueId, boolean canView)
    implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return QUEUE_PERMISSIONS;
  }

  @Override
  public Values values() {
    return new Values()
        .set(QUEUE_PERMISSIONS.USER_ID, userId)
        .set(QUEUE_PERMISSIONS.QUEUE_ID, queueId)
        .set(QUEUE_PERMISSIONS.CAN_VIEW, canView);
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(
        new Requirement(Requirement.Kind.USER, userId),
        new Requirement(Requirement.Kind.QUEUE, queueId));
  }
}
