package com.tickiti.attachments.server.model;

import com.tickiti.attachments.wire.Limits;
import java.util.Arrays;

/**
 * The SHA-256 of every successive {@value #PIECE_BYTES}-byte piece of a content, taken when the
 * content's whole digest was found right. With it each piece can be checked before it is sent, from
 * any offset, without reading the rest. Immutable.
 */
public final class PieceDigests {

  /** Size of a piece in bytes; the last is shorter. A download whose reader is slow holds two. */
  public static final int PIECE_BYTES = Limits.PIECE_BYTES;

  /** No digests are known. */
  public static final PieceDigests NONE = new PieceDigests(new byte[0]);

  private final byte[] concatenated;

  private PieceDigests(byte[] concatenated) {
    this.concatenated = concatenated;
  }

  /** The digests as {@link #toBytes} gave them. */
  public static PieceDigests of(byte[] concatenated) {
    if (concatenated.length % Digest.BYTES != 0) {
      throw new IllegalArgumentException(
          "concatenated: " + concatenated.length + " bytes (expected: a multiple of 32)");
    }
    return new PieceDigests(concatenated.clone());
  }

  /** The digest of a content that is a single piece or empty. */
  public static PieceDigests ofSinglePiece(Digest digest) {
    return new PieceDigests(digest.toBytes());
  }

  /** How many pieces a content of {@code size} bytes has. */
  public static int count(long size) {
    return Math.toIntExact((size + PIECE_BYTES - 1) / PIECE_BYTES);
  }

  /** Whether these are the digests of all pieces of a content of {@code size} bytes. */
  public boolean cover(long size) {
    return concatenated.length == count(size) * Digest.BYTES;
  }

  /** Whether {@code sha256} is the digest of piece {@code index}, counted from 0. */
  public boolean matches(int index, byte[] sha256) {
    int from = index * Digest.BYTES;
    return Arrays.equals(concatenated, from, from + Digest.BYTES, sha256, 0, Digest.BYTES);
  }

  /** The first piece, counted from 0, whose digest is another in {@code other}; -1 for none. */
  public int firstDifference(PieceDigests other) {
    int at = Arrays.mismatch(concatenated, other.concatenated);
    return at < 0 ? -1 : at / Digest.BYTES;
  }

  /** All digests one after the other, 32 bytes each. */
  public byte[] toBytes() {
    return concatenated.clone();
  }

  /** Memory held, in bytes. */
  public int sizeBytes() {
    return concatenated.length;
  }
}
