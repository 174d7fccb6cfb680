package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.Slice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A part of a content, read piece by piece; holds one piece at a time and hands out checked bytes
 * only. Not thread-safe.
 */
public final class VerifiedContent implements Closeable {

  private final ReadableByteChannel channel;
  private final Digest digest;
  private final long size;
  private final PieceDigests pieces;
  private final MessageDigest sha256 = Digest.sha256();
  private final long end;
  private int piece;
  private long position;

  VerifiedContent(
      ReadableByteChannel channel, Digest digest, long size, PieceDigests pieces, Slice slice) {
    this.channel = channel;
    this.digest = digest;
    this.size = size;
    this.pieces = pieces;
    this.position = slice.offset();
    this.end = slice.offset() + slice.length();
    this.piece = (int) (slice.offset() / PieceDigests.PIECE_BYTES);
  }

  /**
   * The next bytes, never none, or {@code null} once all of the part has been handed out. The
   * buffer is the caller's.
   *
   * @throws CorruptBlobException where the stored bytes are not the right ones
   * @throws IOException where they cannot be read now
   */
  public @Nullable ByteBuffer next() throws IOException {
    if (position == end) {
      return null;
    }
    long pieceOffset = (long) piece * PieceDigests.PIECE_BYTES;
    byte[] bytes = new byte[(int) Math.min(PieceDigests.PIECE_BYTES, size - pieceOffset)];
    fill(bytes);
    if (!pieces.matches(piece, sha256.digest(bytes))) {
      throw new CorruptBlobException(digest, "wrong bytes in the 192 KiB from " + pieceOffset);
    }
    int from = (int) (position - pieceOffset);
    int to = (int) Math.min(bytes.length, end - pieceOffset);
    piece++;
    position = pieceOffset + to;
    return ByteBuffer.wrap(bytes, from, to - from);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void fill(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new CorruptBlobException(digest, "it ends early");
      }
    }
  }
}
