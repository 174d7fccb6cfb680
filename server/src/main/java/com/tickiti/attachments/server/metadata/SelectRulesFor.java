package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.AttachmentColumns.DETECTED_RULE;
import static com.tickiti.attachments.server.metadata.AttachmentColumns.NAME_RULE;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.values;

import com.tickiti.attachments.server.upload.UploadMetadata.Rules;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The rules for a file that is not recorded yet. */
record SelectRulesFor(String name, @Nullable String detectedExtension) {

  Rules execute(DSLContext dsl) {
    Record found =
        dsl.select(NAME_RULE.OUTCOME, DETECTED_RULE.OUTCOME)
            .from(values(row(inline(1))).as("request"))
            .leftJoin(NAME_RULE)
            .on(
                NAME_RULE.EXTENSION.eq(
                    function("attachment_extension", SQLDataType.VARCHAR, val(name))))
            .leftJoin(DETECTED_RULE)
            .on(DETECTED_RULE.EXTENSION.eq(val(detectedExtension, SQLDataType.VARCHAR)))
            .fetchSingle();
    return new Rules(
        AttachmentColumns.outcome(found.get(NAME_RULE.OUTCOME)),
        AttachmentColumns.outcome(found.get(DETECTED_RULE.OUTCOME)));
  }
}
