package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.when;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** One page of the recorded blobs, by digest. */
record SelectBlobs(String after, int limit) {

  /** The pieces of 6 MiB: a page of a thousand blobs holds no more than 4 MB of them. */
  private static final int MAX_PIECE_BYTES = 128 * Digest.BYTES;

  private static final Field<Integer> PIECE_BYTES =
      field("octet_length({0})", Integer.class, BLOBS.PIECE_SHA256);
  private static final Field<byte[]> FEW_PIECES =
      when(PIECE_BYTES.isNull(), inline(new byte[0]))
          .when(
              PIECE_BYTES.le(MAX_PIECE_BYTES).and(PIECE_BYTES.mod(Digest.BYTES).eq(0)),
              BLOBS.PIECE_SHA256);

  List<RecordedBlob> execute(DSLContext dsl) {
    return dsl.select(BLOBS.SHA256, BLOBS.SIZE, FEW_PIECES)
        .from(BLOBS)
        .where(BLOBS.SHA256.gt(after))
        .orderBy(BLOBS.SHA256)
        .limit(limit)
        .fetch(
            row -> new RecordedBlob(new Digest(row.value1()), row.value2(), pieces(row.value3())));
  }

  private static @Nullable PieceDigests pieces(byte @Nullable [] concatenated) {
    return concatenated == null ? null : PieceDigests.of(concatenated);
  }
}
