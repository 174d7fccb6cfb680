package com.tickiti.attachments.server.blob;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.Weigher;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what another store reads. Each piece is checked against its SHA-256 from the time when
 * the whole content was found right, before any byte of it is handed out. Where no such record
 * exists the whole is read and checked first. Thread-safe.
 */
final class VerifyingBlobStore extends ForwardingBlobStore implements VerifiedBlobs {

  /** Memory for the digests of recently read large blobs: 4 MiB stand for 6 GiB of content. */
  private static final long DIGEST_CACHE_BYTES = 4 << 20;

  private final PieceDigestSource recorded;
  private final Cache<Digest, PieceDigests> known =
      CacheBuilder.newBuilder()
          .maximumWeight(DIGEST_CACHE_BYTES)
          .weigher((Weigher<Digest, PieceDigests>) (digest, pieces) -> pieces.sizeBytes() + 200)
          .build();

  VerifyingBlobStore(BlobStore store, PieceDigestSource recorded) {
    super(store);
    this.recorded = recorded;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CorruptBlobException where it is seen to be damaged; reading may end in it as well
   */
  @Override
  public OpenBlob open(Digest digest) throws IOException {
    OpenBlob blob = super.open(digest);
    // guard: empty content has the digest of no bytes
    if (blob.size() == 0 && !digest.equals(Digest.OF_NOTHING)) {
      blob.close();
      throw new CorruptBlobException(digest, "it is empty", blob.location());
    }
    return new VerifyingBlob(digest, blob);
  }

  private PieceDigests pieces(Digest digest, OpenBlob blob) throws IOException {
    if (blob.size() <= PieceDigests.PIECE_BYTES) {
      return PieceDigests.ofSinglePiece(digest);
    }
    PieceDigests pieces = known.getIfPresent(digest);
    if (pieces == null) {
      pieces = recorded.pieces(digest);
      // guard: piece digests are recorded for all pieces
      if (!pieces.cover(blob.size())) {
        pieces = readWhole(digest, blob);
      }
      known.put(digest, pieces);
    }
    return pieces;
  }

  private static PieceDigests readWhole(Digest digest, OpenBlob blob) throws IOException {
    ContentHash.Result found = blob.hash(read -> {});
    // guard: the whole has its digest
    if (!found.digest().equals(digest)) {
      throw new CorruptBlobException(digest, "its SHA-256 is " + found.digest(), blob.location());
    }
    return found.pieces();
  }

  /** A blob whose pieces are checked as they are read; holds nothing between two reads. */
  private final class VerifyingBlob extends PiecewiseBlob {

    private final MessageDigest sha256 = Digest.sha256();
    private @Nullable PieceDigests pieces;

    VerifyingBlob(Digest digest, OpenBlob blob) {
      super(digest, blob);
    }

    @Override
    ByteBuffer piece(int index) throws IOException {
      try {
        return checkedPiece(index);
      } catch (CorruptBlobException e) {
        if (!blob.abandonCopy()) {
          throw e;
        }
        pieces = null;
        return checkedPiece(index);
      }
    }

    private ByteBuffer checkedPiece(int index) throws IOException {
      if (pieces == null) {
        pieces = pieces(digest, blob);
      }
      long offset = offset(index);
      ByteBuffer read = readAll(offset, (int) Math.min(PieceDigests.PIECE_BYTES, size() - offset));
      sha256.update(read.duplicate());
      // guard: each piece has its digest
      if (!pieces.matches(index, sha256.digest())) {
        known.invalidate(digest); // the digest may be wrong
        throw new CorruptBlobException(
            digest, "wrong bytes among the " + read.remaining() + " from " + offset, location());
      }
      return read;
    }

    private ByteBuffer readAll(long offset, int length) throws IOException {
      ByteBuffer first = readSome(offset, length);
      if (first.remaining() == length) {
        return first;
      }
      ByteBuffer all = ByteBuffer.allocate(length).put(first);
      while (all.hasRemaining()) {
        all.put(readSome(offset + all.position(), all.remaining()));
      }
      return all.flip();
    }

    private ByteBuffer readSome(long position, int maxBytes) throws IOException {
      ByteBuffer read = blob.read(position, maxBytes);
      if (!read.hasRemaining()) {
        throw new CorruptBlobException(digest, "it ends early", location());
      }
      return read;
    }
  }
}
