package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import org.jooq.DSLContext;

/** Revokes an API token; one that is revoked already keeps the time when it was. */
record RevokeToken(long id) {

  /** Returns whether there is such a token. */
  boolean execute(DSLContext dsl) {
    return dsl.update(API_TOKENS)
            .set(API_TOKENS.REVOKED_AT, coalesce(API_TOKENS.REVOKED_AT, currentOffsetDateTime()))
            .where(API_TOKENS.ID.eq(id))
            .execute()
        == 1;
  }
}
