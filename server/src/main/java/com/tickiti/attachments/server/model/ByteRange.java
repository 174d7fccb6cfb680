package com.tickiti.attachments.server.model;

/**
 * The part of a content that a caller asks for.
 *
 * @param offset where it begins, in bytes from 0
 * @param length the most bytes wanted, at least 1; {@link Long#MAX_VALUE} for all that follow
 */
public record ByteRange(long offset, long length) {

  public ByteRange {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range: " + offset + "+" + length + " (expected: offset >= 0, length >= 1)");
    }
  }

  /** What of it there is in a content of {@code size} bytes, which is at least the offset. */
  public ServedRange within(long size) {
    long left = size - offset;
    return new ServedRange(offset, Math.min(length, left), length >= left);
  }
}
