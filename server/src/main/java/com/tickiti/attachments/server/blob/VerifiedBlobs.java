package com.tickiti.attachments.server.blob;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.Weigher;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.IOException;

/**
 * Reads blobs so that every byte handed out has been checked since it was last read: each piece
 * against its SHA-256 from the time when the whole content was found right. Where no such record
 * exists the whole is read and checked first. Thread-safe.
 */
public final class VerifiedBlobs {

  /** Memory for the digests of recently read large blobs: 4 MiB stand for 6 GiB of content. */
  private static final long DIGEST_CACHE_BYTES = 4 << 20;

  private final BlobStore store;
  private final PieceDigestSource recorded;
  private final PieceCache cache;
  private final Cache<Digest, PieceDigests> known =
      CacheBuilder.newBuilder()
          .maximumWeight(DIGEST_CACHE_BYTES)
          .weigher((Weigher<Digest, PieceDigests>) (digest, pieces) -> pieces.sizeBytes() + 200)
          .build();

  /**
   * A reader of {@code store}.
   *
   * @param cacheBytes the most memory that checked pieces are kept in; 0 for none
   */
  public VerifiedBlobs(BlobStore store, PieceDigestSource recorded, long cacheBytes) {
    this.store = store;
    this.recorded = recorded;
    this.cache = new PieceCache(cacheBytes);
  }

  /**
   * Opens a part of a content. The caller closes it.
   *
   * @param size of the whole content, as recorded
   * @throws BlobMissingException where it is not stored
   * @throws CorruptBlobException where it is seen to be damaged before the first byte
   * @throws IOException where it cannot be read now
   */
  public VerifiedContent open(Digest digest, long size, ServedRange slice) throws IOException {
    PieceDigests pieces = pieces(digest, size);
    BlobStore.OpenBlob blob = openOfSize(digest, size);
    return new VerifiedContent(blob, digest, pieces, slice, cache, () -> known.invalidate(digest));
  }

  /** Finds a content and its size right, as {@link #open} does, and reads nothing of it. */
  public void checkSize(Digest digest, long size) throws IOException {
    openOfSize(digest, size).close();
  }

  /** Whether a content is stored, right or not. */
  public boolean isStored(Digest digest) throws IOException {
    return store.contains(digest);
  }

  private BlobStore.OpenBlob openOfSize(Digest digest, long size) throws IOException {
    BlobStore.OpenBlob blob = store.open(digest);
    // guard: the stored file has the recorded size
    if (blob.size() != size) {
      blob.close();
      throw new CorruptBlobException(
          digest, blob.size() + " bytes (expected: " + size + ")", blob.location());
    }
    return blob;
  }

  private PieceDigests pieces(Digest digest, long size) throws IOException {
    // guard: empty content has the digest of no bytes
    if (size == 0 && !digest.equals(Digest.OF_NOTHING)) {
      throw new CorruptBlobException(digest, "it is empty");
    }
    if (size <= PieceDigests.PIECE_BYTES) {
      return PieceDigests.ofSinglePiece(digest);
    }
    PieceDigests pieces = known.getIfPresent(digest);
    if (pieces == null) {
      pieces = recorded.pieces(digest);
      // guard: piece digests are recorded for all pieces
      if (!pieces.cover(size)) {
        pieces = readWhole(digest);
      }
      known.put(digest, pieces);
    }
    return pieces;
  }

  private PieceDigests readWhole(Digest digest) throws IOException {
    ContentHash.Result found;
    try (BlobStore.OpenBlob blob = store.open(digest)) {
      found = blob.hash(read -> {});
      // guard: the whole has its digest
      if (!found.digest().equals(digest)) {
        throw new CorruptBlobException(digest, "its SHA-256 is " + found.digest(), blob.location());
      }
    }
    return found.pieces();
  }
}
