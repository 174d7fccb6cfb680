package com.tickiti.attachments.server.metadata.audit;

import java.util.List;
import org.jooq.DSLContext;

/**
 * Adds audit records, all or none, in one statement whatever their number.
 *
 * @param lines each record as a JSON object whose fields are named as the columns
 */
record InsertAuditRecords(List<String> lines) {

  private static final String COLUMNS =
      "time, event, transfer, request_id, token_id, user_id, ticket_id, attachment_id, sha256,"
          + " rule, extension, \"offset\", length, bytes, outcome, reason";

  void execute(DSLContext dsl) {
    dsl.execute(
        "INSERT INTO audit_log ("
            + COLUMNS
            + ") SELECT "
            + COLUMNS
            + " FROM json_populate_recordset(CAST(NULL AS audit_log), CAST(? AS json))",
        "[" + String.join(",", lines) + "]");
  }
}
