package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;
import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Records a new API token under the next id.
 *
 * @param secretSha256 the SHA-256 of its secret, 64 lower-case hexadecimal digits
 */
public record InsertToken(
    long userId,
    String description,
    String secretSha256,
    List<String> abilities,
    @Nullable OffsetDateTime expiresAt) {

  public InsertToken {
    abilities = List.copyOf(abilities);
  }

  /** Returns the id, or nothing where there is no such user. */
  Optional<Long> execute(DSLContext dsl) {
    return dsl.transactionResult(
        transaction -> {
          // Readers go on; another writer would take the same id.
          transaction.dsl().execute("LOCK TABLE {0} IN SHARE ROW EXCLUSIVE MODE", API_TOKENS);
          return insert(transaction.dsl());
        });
  }

  private Optional<Long> insert(DSLContext dsl) {
    return dsl.insertInto(
            API_TOKENS,
            API_TOKENS.ID,
            API_TOKENS.USER_ID,
            API_TOKENS.DESCRIPTION,
            API_TOKENS.SECRET_SHA256,
            API_TOKENS.ABILITIES,
            API_TOKENS.EXPIRES_AT)
        .select(
            select(
                    field(select(coalesce(max(API_TOKENS.ID), 0L).plus(1)).from(API_TOKENS)),
                    USERS.ID,
                    val(description, API_TOKENS.DESCRIPTION),
                    val(secretSha256, API_TOKENS.SECRET_SHA256),
                    val(abilities.toArray(String[]::new), API_TOKENS.ABILITIES),
                    val(expiresAt, API_TOKENS.EXPIRES_AT))
                .from(USERS)
                .where(USERS.ID.eq(userId)))
        .returningResult(API_TOKENS.ID)
        .fetchOptional(API_TOKENS.ID);
  }
}
