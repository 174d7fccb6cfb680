package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.metadata.generated.tables.FileTypeRules;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;

/** The columns an attachment is read from, and how they become {@link AttachmentFacts}. */
final class AttachmentColumns {

  /** The rule for the extension of the attachment's name. */
  static final FileTypeRules NAME_RULE = FILE_TYPE_RULES.as("name_rule");

  private static final FileTypeRules DETECTED_RULE = FILE_TYPE_RULES.as("detected_rule");

  /** The first extension of the detected type that is blocked. */
  private static final Field<String> BLOCKED_BY = blockedBy(BLOBS.DETECTED_EXTENSIONS);

  static final List<Field<?>> ALL =
      List.of(
          RESPONSE_ATTACHMENTS.ID,
          RESPONSE_ATTACHMENTS.RESPONSE_ID,
          RESPONSE_ATTACHMENTS.NAME,
          RESPONSE_ATTACHMENTS.SHA256,
          RESPONSE_ATTACHMENTS.IS_INLINE,
          BLOBS.SIZE,
          BLOBS.MIME_TYPE,
          NAME_RULE.OUTCOME,
          BLOCKED_BY,
          RESPONSE_ATTACHMENTS.EXTENSION,
          BLOBS.REVIEW_REASON);

  private AttachmentColumns() {}

  /** The columns of all attachments; which of them is for the caller to say. */
  static SelectJoinStep<Record> selectAll(DSLContext dsl) {
    return dsl.select(ALL)
        .from(RESPONSE_ATTACHMENTS)
        .leftJoin(BLOBS)
        .on(BLOBS.SHA256.eq(RESPONSE_ATTACHMENTS.SHA256))
        .leftJoin(NAME_RULE)
        .on(NAME_RULE.EXTENSION.eq(RESPONSE_ATTACHMENTS.EXTENSION));
  }

  static AttachmentFacts read(Record row) {
    Long size = row.get(BLOBS.SIZE);
    return new AttachmentFacts(
        row.get(RESPONSE_ATTACHMENTS.ID),
        row.get(RESPONSE_ATTACHMENTS.RESPONSE_ID),
        row.get(RESPONSE_ATTACHMENTS.NAME),
        new Digest(row.get(RESPONSE_ATTACHMENTS.SHA256)),
        row.get(RESPONSE_ATTACHMENTS.IS_INLINE),
        size == null ? null : new BlobFacts(size, row.get(BLOBS.MIME_TYPE)),
        outcome(row.get(NAME_RULE.OUTCOME)),
        blocked(row.get(BLOCKED_BY)),
        row.get(RESPONSE_ATTACHMENTS.EXTENSION),
        row.get(BLOBS.REVIEW_REASON));
  }

  /** The first of some extensions by which a file is blocked; null where none is. */
  static Field<String> blockedBy(Field<String[]> extensions) {
    return field(
            select(min(DETECTED_RULE.EXTENSION))
                .from(DETECTED_RULE)
                // guard: the rule of the detected type is found
                .where(DETECTED_RULE.EXTENSION.eq(any(extensions)))
                .and(DETECTED_RULE.OUTCOME.eq(inline(FileTypeOutcome.BLOCKED.stored()))))
        .as("blocked_by");
  }

  /** The outcome that {@link #blockedBy} comes to. */
  static @Nullable FileTypeOutcome blocked(@Nullable String blockedBy) {
    return blockedBy == null ? null : FileTypeOutcome.BLOCKED;
  }

  static @Nullable FileTypeOutcome outcome(@Nullable String stored) {
    return stored == null ? null : FileTypeOutcome.ofStored(stored);
  }
}
