package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.util.List;
import org.jooq.DSLContext;

/** All file-type rules. */
record SelectRules() {

  List<FileTypeRule> execute(DSLContext dsl) {
    return dsl.select(FILE_TYPE_RULES.EXTENSION, FILE_TYPE_RULES.OUTCOME, FILE_TYPE_RULES.NOTE)
        .from(FILE_TYPE_RULES)
        .orderBy(FILE_TYPE_RULES.EXTENSION)
        .fetch(
            row ->
                new FileTypeRule(
                    row.value1(), FileTypeOutcome.ofStored(row.value2()), row.value3()));
  }
}
