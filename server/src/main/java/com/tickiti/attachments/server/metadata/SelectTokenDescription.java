package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;
import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;

import com.tickiti.attachments.server.model.ApiToken;
import com.tickiti.attachments.server.ticket.TokenDescription;
import java.util.Arrays;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** A token and its owner, without when it was last used. */
record SelectTokenDescription(long id) {

  private static final Field<String> OWNER_EMAIL = coalesce(USERS.EMAIL, inline(""));
  private static final Field<Boolean> OWNER_IS_STAFF = coalesce(USERS.IS_STAFF, inline(false));

  Optional<TokenDescription> execute(DSLContext dsl) {
    return dsl.select(
            API_TOKENS.USER_ID,
            API_TOKENS.DESCRIPTION,
            API_TOKENS.ABILITIES,
            API_TOKENS.EXPIRES_AT,
            API_TOKENS.REVOKED_AT,
            OWNER_EMAIL,
            OWNER_IS_STAFF)
        .from(API_TOKENS)
        .leftJoin(USERS)
        .on(USERS.ID.eq(API_TOKENS.USER_ID))
        .where(API_TOKENS.ID.eq(id))
        .fetchOptional(
            row ->
                new TokenDescription(
                    new ApiToken(
                        id,
                        row.get(API_TOKENS.USER_ID),
                        row.get(API_TOKENS.DESCRIPTION),
                        Arrays.asList(row.get(API_TOKENS.ABILITIES)),
                        row.get(API_TOKENS.EXPIRES_AT),
                        row.get(API_TOKENS.REVOKED_AT),
                        null), // nobody asks, and a view need not have it
                    row.get(OWNER_EMAIL),
                    row.get(OWNER_IS_STAFF)));
  }
}
