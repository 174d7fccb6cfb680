package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;

import com.tickiti.attachments.server.model.FileTypeRule;
import org.jooq.Table;

/** Writes a file-type rule. */
public record UpsertRule(FileTypeRule rule) implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return FILE_TYPE_RULES;
  }

  @Override
  public Values values() {
    return new Values()
        .set(FILE_TYPE_RULES.EXTENSION, rule.extension())
        .set(FILE_TYPE_RULES.OUTCOME, rule.outcome().stored())
        .set(FILE_TYPE_RULES.NOTE, rule.note());
  }
}
