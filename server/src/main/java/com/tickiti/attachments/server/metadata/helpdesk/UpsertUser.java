package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;

import org.jooq.DSLContext;

/** Writes a user. */
public record UpsertUser(long id, String email, boolean staff) implements HelpdeskRow {

  @Override
  public void execute(DSLContext dsl) {
    dsl.insertInto(USERS)
        .set(USERS.ID, id)
        .set(USERS.EMAIL, email)
        .set(USERS.IS_STAFF, staff)
        .onConflict(USERS.ID)
        .doUpdate()
        .setAllToExcluded()
        .execute();
  }
}
