package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps checked pieces of contents that are asked for again in memory. Whether a content is stored,
 * and how large it is, is asked of the store each time. Thread-safe.
 */
final class CachingBlobStore extends ForwardingBlobStore implements VerifiedBlobs {

  private final PieceCache cache;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * A cache before {@code store}.
   *
   * @param maxBytes the most memory that pieces are kept in
   */
  CachingBlobStore(VerifiedBlobs store, long maxBytes) {
    super(store);
    this.cache = new PieceCache(maxBytes);
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    OpenBlob blob = super.open(digest);
    return cache.admits(digest, blob.size()) ? new CachedBlob(digest, blob) : blob;
  }

  @Override
  public CacheUse cacheUse() {
    return new CacheUse(hits.sum(), misses.sum());
  }

  /** A blob whose pieces are kept once they have been read. */
  private final class CachedBlob extends PiecewiseBlob {

    CachedBlob(Digest digest, OpenBlob blob) {
      super(digest, blob);
    }

    /** A verifying store hands out whole pieces in one. */
    @Override
    ByteBuffer piece(int index) throws IOException {
      ByteBuffer piece = cache.get(digest, index);
      if (piece != null) {
        hits.increment();
      } else {
        misses.increment();
        piece = blob.read(offset(index), PieceDigests.PIECE_BYTES);
        cache.put(digest, index, piece);
      }
      return piece;
    }
  }
}
