package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;

import org.jooq.Table;

/** Writes a user. */
public record UpsertUser(long id, String email, boolean staff) implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return USERS;
  }

  @Override
  public Values values() {
    return new Values().set(USERS.ID, id).set(USERS.EMAIL, email).set(USERS.IS_STAFF, staff);
  }
}
