package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A part of a content, read piece by piece; holds nothing between two reads and hands out checked
 * bytes only. Not thread-safe.
 */
public final class VerifiedContent implements Closeable {

  private final BlobStore.OpenBlob blob;
  private final Digest digest;
  private final PieceDigests pieces;
  private final PieceCache cache;
  private final Runnable onMismatch;
  private final boolean cached;
  private final MessageDigest sha256 = Digest.sha256();
  private final long end;
  private long position;

  /**
   * Nothing is read yet.
   *
   * @param onMismatch run where a piece is not what its digest says: the digest may be at fault
   */
  VerifiedContent(
      BlobStore.OpenBlob blob,
      Digest digest,
      PieceDigests pieces,
      ServedRange slice,
      PieceCache cache,
      Runnable onMismatch) {
    this.blob = blob;
    this.digest = digest;
    this.pieces = pieces;
    this.cache = cache;
    this.onMismatch = onMismatch;
    this.cached = cache.admits(digest, blob.size());
    this.position = slice.offset();
    this.end = slice.offset() + slice.length();
  }

  /** Whether there is more to hand out. */
  public boolean hasNext() {
    return position < end;
  }

  /**
   * The next bytes, never none; only while {@link #hasNext}. They may be shared: read them only.
   *
   * @throws CorruptBlobException where the stored bytes are not the right ones
   * @throws IOException where they cannot be read now
   */
  public ByteBuffer next() throws IOException {
    int index = (int) (position / PieceDigests.PIECE_BYTES);
    long offset = (long) index * PieceDigests.PIECE_BYTES;
    byte[] piece = piece(index, offset);
    int from = (int) (position - offset);
    int to = (int) Math.min(piece.length, end - offset);
    position = offset + to;
    return ByteBuffer.wrap(piece, from, to - from);
  }

  @Override
  public void close() throws IOException {
    blob.close();
  }

  private byte[] piece(int index, long offset) throws IOException {
    byte[] held = cached ? cache.get(digest, index) : null;
    if (held != null) {
      return held;
    }
    byte[] read = new byte[(int) Math.min(PieceDigests.PIECE_BYTES, blob.size() - offset)];
    fill(read, offset);
    // guard: each piece has its digest
    if (!pieces.matches(index, sha256.digest(read))) {
      onMismatch.run();
      throw new CorruptBlobException(
          digest, "wrong bytes among the " + read.length + " from " + offset, blob.location());
    }
    if (cached) {
      cache.put(digest, index, read);
    }
    return read;
  }

  private void fill(byte[] bytes, long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (blob.read(buffer, offset + buffer.position()) < 0) {
        throw new CorruptBlobException(digest, "it ends early", blob.location());
      }
    }
  }
}
