package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;

/** The CRC-32 recorded of some blobs. */
record SelectChecksums(Collection<Digest> digests) {

  Map<Digest, Long> execute(DSLContext dsl) {
    String[] hex = digests.stream().map(Digest::hex).toArray(String[]::new);
    return dsl.select(BLOBS.SHA256, BLOBS.CRC32)
        .from(BLOBS)
        .where(BLOBS.SHA256.eq(any(hex)))
        .and(BLOBS.CRC32.isNotNull())
        .fetchMap(row -> new Digest(row.value1()), row -> row.value2());
  }
}
