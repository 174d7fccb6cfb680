package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.AttachmentColumns.NAME_RULE;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.values;

import com.tickiti.attachments.server.upload.UploadMetadata.Rules;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;

/** The rules for a file that is not recorded yet. */
record SelectRulesFor(String name, List<String> detectedExtensions) {

  Rules execute(DSLContext dsl) {
    Field<String> blockedBy =
        AttachmentColumns.blockedBy(
            val(detectedExtensions.toArray(String[]::new), SQLDataType.VARCHAR.array()));
    Record found =
        dsl.select(NAME_RULE.OUTCOME, blockedBy)
            .from(values(row(inline(1))).as("request"))
            .leftJoin(NAME_RULE)
            .on(
                NAME_RULE.EXTENSION.eq(
                    function("attachment_extension", SQLDataType.VARCHAR, val(name))))
            .fetchSingle();
    return new Rules(
        AttachmentColumns.outcome(found.get(NAME_RULE.OUTCOME)),
        AttachmentColumns.blocked(found.get(blockedBy)));
  }
}
