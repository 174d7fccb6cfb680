package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;

import org.jooq.DSLContext;

/** Records what a content was detected as. */
record UpdateType(RecordedType type) {

  void execute(DSLContext dsl) {
    dsl.update(BLOBS)
        .set(BLOBS.MIME_TYPE, type.mimeType())
        .set(BLOBS.DETECTED_EXTENSIONS, type.extensions().toArray(String[]::new))
        .set(BLOBS.REVIEW_REASON, type.reviewReason())
        .where(BLOBS.SHA256.eq(type.digest().hex()))
        .execute();
  }
}
