package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.IOException;

/**
 * A store whose open blobs hand out checked bytes only: a type of its own, so that no other store
 * can be served from. Thread-safe.
 */
public interface VerifiedBlobs extends BlobStore {

  /**
   * Reads {@code store}, verified, and what is asked for again from memory.
   *
   * @param recorded the digests to verify by
   * @param cacheBytes the most memory that checked pieces are kept in; 0 for none
   */
  static VerifiedBlobs of(BlobStore store, PieceDigestSource recorded, long cacheBytes) {
    VerifiedBlobs verified = new VerifyingBlobStore(store, recorded);
    return cacheBytes == 0 ? verified : new CachingBlobStore(verified, cacheBytes);
  }

  /**
   * Opens a part of a content. The caller closes it.
   *
   * @param size of the whole content, as recorded
   * @throws BlobMissingException where it is not stored
   * @throws CorruptBlobException where it is seen to be damaged before the first byte
   * @throws IOException where it cannot be read now
   */
  default VerifiedContent open(Digest digest, long size, ServedRange range) throws IOException {
    return new VerifiedContent(openOfSize(digest, size), range);
  }

  /** Finds a content and its size right, as {@link #open} does, and reads nothing of it. */
  default void checkSize(Digest digest, long size) throws IOException {
    openOfSize(digest, size).close();
  }

  /** How often a piece was found in memory since the start. */
  default CacheUse cacheUse() {
    return CacheUse.NONE;
  }

  private OpenBlob openOfSize(Digest digest, long size) throws IOException {
    OpenBlob blob = open(digest);
    // guard: the stored file has the recorded size
    if (blob.size() != size) {
      blob.close();
      throw new CorruptBlobException(
          digest, blob.size() + " bytes (expected: " + size + ")", blob.location());
    }
    return blob;
  }

  /**
   * How often a cache of pieces was of use.
   *
   * @param hits pieces that were in memory
   * @param misses pieces that had to be read
   */
  record CacheUse(long hits, long misses) {

    /** Of no cache at all. */
    public static final CacheUse NONE = new CacheUse(0, 0);
  }
}
