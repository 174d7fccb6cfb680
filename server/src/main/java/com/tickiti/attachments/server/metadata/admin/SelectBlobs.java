package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;

import com.tickiti.attachments.server.model.Digest;
import java.util.List;
import org.jooq.DSLContext;

/** One page of the recorded blobs, by digest. */
record SelectBlobs(String after, int limit) {

  List<RecordedBlob> execute(DSLContext dsl) {
    return dsl.select(BLOBS.SHA256, BLOBS.SIZE)
        .from(BLOBS)
        .where(BLOBS.SHA256.gt(after))
        .orderBy(BLOBS.SHA256)
        .limit(limit)
        .fetch(row -> new RecordedBlob(new Digest(row.value1()), row.value2()));
  }
}
