package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;

import com.tickiti.attachments.server.model.ApiToken;
import java.util.List;
import org.jooq.DSLContext;

/** All API tokens. */
record SelectTokens() {

  List<ApiToken> execute(DSLContext dsl) {
    return dsl.select(
            API_TOKENS.ID,
            API_TOKENS.USER_ID,
            API_TOKENS.DESCRIPTION,
            API_TOKENS.ABILITIES,
            API_TOKENS.EXPIRES_AT,
            API_TOKENS.REVOKED_AT,
            API_TOKENS.LAST_USED_AT)
        .from(API_TOKENS)
        .orderBy(API_TOKENS.ID)
        .fetch(
            row ->
                new ApiToken(
                    row.value1(),
                    row.value2(),
                    row.value3(),
                    List.of(row.value4()),
                    row.value5(),
                    row.value6(),
                    row.value7()));
  }
}
