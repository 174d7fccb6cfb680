package com.tickiti.attachments.server.model;

/**
 * The part of a content that is served.
 *
 * @param offset where it begins, in bytes from 0
 * @param length how many bytes
 * @param eof whether it reaches the content's end
 */
public record ServedRange(long offset, long length, boolean eof) {

  public ServedRange {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "slice: " + offset + "+" + length + " (expected: neither is negative)");
    }
  }

  /** All of a content of {@code size} bytes. */
  public static ServedRange whole(long size) {
    return new ServedRange(0, size, true);
  }

  /** Its beginning, and nothing of what follows. */
  public ServedRange withoutBytes() {
    return new ServedRange(offset, 0, eof && length == 0);
  }
}
