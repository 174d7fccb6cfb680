package com.tickiti.attachments.server.metadata;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Which of the privileges that recording an upload takes this role does not have. Who serves alone
 * may still update the checksums of blobs.
 */
record SelectUploadGrants() {

  private static final String SQL =
      """
      SELECT
        has_any_column_privilege(to_regclass('response_attachments'), 'INSERT')
          AS "INSERT on response_attachments",
        has_any_column_privilege(to_regclass('blobs'), 'INSERT') AS "INSERT on blobs",
        has_column_privilege(to_regclass('blobs'), 'mime_type', 'UPDATE') AS "UPDATE on blobs",
        has_any_column_privilege(to_regclass('uploads'), 'INSERT') AS "INSERT on uploads",
        has_sequence_privilege(to_regclass('uploaded_attachment_id'), 'USAGE')
          AS "USAGE on uploaded_attachment_id",
        NOT current_setting('transaction_read_only')::boolean AS "writing transactions"
      """;

  Missing execute(DSLContext dsl) {
    Record row = dsl.fetchSingle(SQL);
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      if (!Boolean.TRUE.equals(row.get(i, Boolean.class))) {
        missing.add(String.valueOf(row.field(i)).replace("\"", ""));
      }
    }
    boolean readOnly = missing.contains("writing transactions");
    return new Missing(missing, readOnly || missing.size() == row.size() - 1);
  }

  /**
   * What is missing.
   *
   * @param privileges in words
   * @param all whether this role may only read, so that uploads cannot be meant to work
   */
  record Missing(List<String> privileges, boolean all) {}
}
