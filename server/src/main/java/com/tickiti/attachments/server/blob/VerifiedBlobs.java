package com.tickiti.attachments.server.blob;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.Weigher;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads blobs so that every byte handed out has been checked: each piece against its SHA-256 from
 * the time when the whole content was found right. Where no such record exists the whole is read
 * and checked first. Thread-safe.
 */
public final class VerifiedBlobs {

  /** Memory for the digests of recently read large blobs: 4 MiB stand for 24 GiB of content. */
  private static final long DIGEST_CACHE_BYTES = 4 << 20;

  private final BlobStore store;
  private final PieceDigestSource recorded;
  private final Cache<Digest, PieceDigests> known =
      CacheBuilder.newBuilder()
          .maximumWeight(DIGEST_CACHE_BYTES)
          .weigher((Weigher<Digest, PieceDigests>) (digest, pieces) -> pieces.sizeBytes() + 200)
          .build();

  public VerifiedBlobs(BlobStore store, PieceDigestSource recorded) {
    this.store = store;
    this.recorded = recorded;
  }

  /**
   * Opens a part of a content. The caller closes it.
   *
   * @param size of the whole content, as recorded
   * @throws BlobMissingException where it is not stored
   * @throws CorruptBlobException where it is seen to be damaged before the first byte
   * @throws IOException where it cannot be read now
   */
  public VerifiedContent open(Digest digest, long size, Slice slice) throws IOException {
    PieceDigests pieces = pieces(digest, size);
    long firstPiece = slice.offset() / PieceDigests.PIECE_BYTES;
    BlobStore.OpenBlob blob = store.open(digest, firstPiece * PieceDigests.PIECE_BYTES);
    if (blob.size() != size) {
      blob.close();
      throw new CorruptBlobException(digest, blob.size() + " bytes (expected: " + size + ")");
    }
    return new VerifiedContent(blob.channel(), digest, size, pieces, slice);
  }

  private PieceDigests pieces(Digest digest, long size) throws IOException {
    if (size == 0 && !digest.equals(Digest.OF_NOTHING)) {
      throw new CorruptBlobException(digest, "it is empty");
    }
    if (size <= PieceDigests.PIECE_BYTES) {
      return PieceDigests.ofSinglePiece(digest);
    }
    PieceDigests pieces = known.getIfPresent(digest);
    if (pieces == null) {
      pieces = recorded.pieces(digest);
      if (!pieces.cover(size)) {
        pieces = readWhole(digest);
      }
      known.put(digest, pieces);
    }
    return pieces;
  }

  private PieceDigests readWhole(Digest digest) throws IOException {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[PieceDigests.PIECE_BYTES];
    try (BlobStore.OpenBlob blob = store.open(digest, 0)) {
      ByteBuffer view = ByteBuffer.wrap(buffer);
      for (int read = blob.channel().read(view); read >= 0; read = blob.channel().read(view)) {
        hash.update(buffer, 0, read);
        view.clear();
      }
    }
    ContentHash.Result found = hash.finish();
    if (!found.digest().equals(digest)) {
      throw new CorruptBlobException(digest, "its SHA-256 is " + found.digest());
    }
    return found.pieces();
  }
}
