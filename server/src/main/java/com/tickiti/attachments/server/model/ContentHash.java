package com.tickiti.attachments.server.model;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.zip.CRC32;

/** Hashes a content as it passes by: the whole and each piece of it. Not thread-safe. */
public final class ContentHash {

  private final MessageDigest whole = Digest.sha256();
  private final MessageDigest piece = Digest.sha256();
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private final CRC32 crc32 = new CRC32();
  private int pieceBytes;
  private long size;

  /** Takes the next {@code length} bytes of {@code bytes}. */
  public void update(byte[] bytes, int offset, int length) {
    whole.update(bytes, offset, length);
    crc32.update(bytes, offset, length);
    size += length;
    int from = offset;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, PieceDigests.PIECE_BYTES - pieceBytes);
      piece.update(bytes, from, part);
      pieceBytes += part;
      from += part;
      left -= part;
      if (pieceBytes == PieceDigests.PIECE_BYTES) {
        endPiece();
      }
    }
  }

  /** Bytes taken so far. */
  public long size() {
    return size;
  }

  /** Ends the computation; call it once. */
  public Result finish() {
    if (pieceBytes > 0) {
      endPiece();
    }
    return new Result(
        Digest.of(whole.digest()), size, PieceDigests.of(pieces.toByteArray()), crc32.getValue());
  }

  private void endPiece() {
    pieces.writeBytes(piece.digest());
    pieceBytes = 0;
  }

  /**
   * What a content hashed to.
   *
   * @param digest of the whole
   * @param size bytes
   * @param pieces the digest of each piece
   * @param crc32 of the whole, an unsigned 32-bit number
   */
  public record Result(Digest digest, long size, PieceDigests pieces, long crc32) {}
}
