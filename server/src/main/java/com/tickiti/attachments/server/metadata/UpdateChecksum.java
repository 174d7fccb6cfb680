package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;

import com.tickiti.attachments.server.model.Digest;
import org.jooq.DSLContext;

/** Records the CRC-32 of a blob. */
record UpdateChecksum(Digest digest, long crc32) {

  void execute(DSLContext dsl) {
    dsl.update(BLOBS).set(BLOBS.CRC32, crc32).where(BLOBS.SHA256.eq(digest.hex())).execute();
  }
}
