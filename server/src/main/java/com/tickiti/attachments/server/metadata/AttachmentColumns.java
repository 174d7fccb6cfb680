package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.metadata.generated.tables.FileTypeRules;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The columns an attachment is read from, and how they become {@link AttachmentFacts}. */
final class AttachmentColumns {

  /** The rule for the extension of the attachment's name. */
  static final FileTypeRules NAME_RULE = FILE_TYPE_RULES.as("name_rule");

  /** The rule for the canonical extension of the detected type. */
  static final FileTypeRules DETECTED_RULE = FILE_TYPE_RULES.as("detected_rule");

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
          DETECTED_RULE.OUTCOME,
          RESPONSE_ATTACHMENTS.EXTENSION);

  private AttachmentColumns() {}

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
        outcome(row.get(DETECTED_RULE.OUTCOME)),
        row.get(RESPONSE_ATTACHMENTS.EXTENSION));
  }

  static @Nullable FileTypeOutcome outcome(@Nullable String stored) {
    return stored == null ? null : FileTypeOutcome.ofStored(stored);
  }
}
