package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;

import com.tickiti.attachments.server.model.StoredBlob;
import org.jooq.DSLContext;

/**
 * Records a stored content. One that is recorded already is brought up to date, so that what a
 * newer detection says of the same bytes holds.
 */
public record UpsertBlob(StoredBlob blob) {

  public void execute(DSLContext dsl) {
    dsl.insertInto(BLOBS)
        .set(BLOBS.SHA256, blob.digest().hex())
        .set(BLOBS.SIZE, blob.size())
        .set(BLOBS.MIME_TYPE, blob.mimeType())
        .set(BLOBS.DETECTED_EXTENSIONS, blob.detectedExtensions().toArray(String[]::new))
        .set(BLOBS.REVIEW_REASON, blob.reviewReason())
        .set(BLOBS.PIECE_SHA256, blob.pieces().toBytes())
        .set(BLOBS.CRC32, blob.crc32())
        .onConflict(BLOBS.SHA256)
        .doUpdate()
        .set(BLOBS.MIME_TYPE, blob.mimeType())
        .set(BLOBS.DETECTED_EXTENSIONS, blob.detectedExtensions().toArray(String[]::new))
        .set(BLOBS.REVIEW_REASON, blob.reviewReason())
        .set(BLOBS.PIECE_SHA256, blob.pieces().toBytes())
        .set(BLOBS.CRC32, blob.crc32())
        .execute();
  }
}
