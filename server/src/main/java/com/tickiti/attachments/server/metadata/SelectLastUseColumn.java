package com.tickiti.attachments.server.metadata;

import org.jooq.DSLContext;

/** Whether it can be recorded when tokens were last used. */
record SelectLastUseColumn() {

  private static final String SQL =
      """
      SELECT CASE
        WHEN a.attnum IS NULL OR NOT pg_column_is_updatable(a.attrelid, a.attnum, true) THEN 'ABSENT'
        WHEN has_column_privilege(a.attrelid, a.attnum, 'UPDATE') THEN 'WRITABLE'
        ELSE 'CLOSED'
      END
      FROM (SELECT to_regclass('api_tokens') AS id) AS tokens
      LEFT JOIN pg_attribute a
        ON a.attrelid = tokens.id AND a.attname = 'last_used_at' AND NOT a.attisdropped
      """;

  State execute(DSLContext dsl) {
    return State.valueOf(String.valueOf(dsl.fetchSingle(SQL).get(0)));
  }

  /** What the column is like. */
  enum State {
    WRITABLE,
    /** It is there, and this role may not write it. */
    CLOSED,
    /** It is not there, or computed by a view. */
    ABSENT
  }
}
