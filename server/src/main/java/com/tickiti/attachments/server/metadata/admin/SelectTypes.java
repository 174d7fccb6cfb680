package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;

import com.tickiti.attachments.server.model.Digest;
import java.util.List;
import org.jooq.DSLContext;

/** One page of the types recorded of contents, by digest. */
record SelectTypes(String after, int limit) {

  List<RecordedType> execute(DSLContext dsl) {
    return dsl.select(BLOBS.SHA256, BLOBS.MIME_TYPE, BLOBS.DETECTED_EXTENSIONS, BLOBS.REVIEW_REASON)
        .from(BLOBS)
        .where(BLOBS.SHA256.gt(after))
        .orderBy(BLOBS.SHA256)
        .limit(limit)
        .fetch(
            row ->
                new RecordedType(
                    new Digest(row.value1()), row.value2(), List.of(row.value3()), row.value4()));
  }
}
