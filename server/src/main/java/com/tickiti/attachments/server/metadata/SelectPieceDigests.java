package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import org.jooq.DSLContext;

/** The piece digests recorded of a blob. */
public record SelectPieceDigests(Digest digest) {

  public PieceDigests execute(DSLContext dsl) {
    return dsl.select(BLOBS.PIECE_SHA256)
        .from(BLOBS)
        .where(BLOBS.SHA256.eq(digest.hex()))
        .fetchOptional(BLOBS.PIECE_SHA256)
        .map(PieceDigests::of)
        .orElse(PieceDigests.NONE);
  }
}
