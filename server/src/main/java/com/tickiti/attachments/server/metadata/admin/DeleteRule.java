package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;

import org.jooq.DSLContext;

/** Removes a file-type rule. */
record DeleteRule(String extension) {

  /** Returns whether there was one. */
  boolean execute(DSLContext dsl) {
    return dsl.deleteFrom(FILE_TYPE_RULES).where(FILE_TYPE_RULES.EXTENSION.eq(extension)).execute()
        == 1;
  }
}
