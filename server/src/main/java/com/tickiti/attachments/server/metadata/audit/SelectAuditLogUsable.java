package com.tickiti.attachments.server.metadata.audit;

import org.jooq.DSLContext;

/** Whether there is an {@code audit_log} that this role may add to. */
record SelectAuditLogUsable() {

  boolean execute(DSLContext dsl) {
    return Boolean.TRUE.equals(
        dsl.fetchValue(
            "SELECT coalesce(has_table_privilege(to_regclass('audit_log'), 'INSERT'), false)"));
  }
}
