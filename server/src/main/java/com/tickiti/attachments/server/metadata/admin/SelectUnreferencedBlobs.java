package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import com.tickiti.attachments.server.model.Digest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;

/** One page of the blobs recorded before a time that no attachment refers to, by digest. */
record SelectUnreferencedBlobs(Instant before, String after, int limit) {

  List<Digest> execute(DSLContext dsl) {
    return dsl.select(BLOBS.SHA256)
        .from(BLOBS)
        .where(BLOBS.SHA256.gt(after))
        .and(BLOBS.CREATED_AT.lt(before.atOffset(ZoneOffset.UTC)))
        .and(
            notExists(
                selectOne()
                    .from(RESPONSE_ATTACHMENTS)
                    .where(RESPONSE_ATTACHMENTS.SHA256.eq(BLOBS.SHA256))))
        .orderBy(BLOBS.SHA256)
        .limit(limit)
        .fetch(row -> new Digest(row.value1()));
  }
}
