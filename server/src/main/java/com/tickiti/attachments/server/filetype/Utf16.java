package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Recognises UTF-16 without a mark by what its characters would be in either byte order. */
final class Utf16 {
  private static final int SAMPLE_BYTES = 4096;

  /** Fewer characters tell too little, unless all are ASCII. */
  private static final int MIN_CHARS = 6;

  private Utf16() {}

  /** Returns null where the bytes are no such text. */
  static @Nullable Charset guess(byte[] head) {
    int length = Math.min(head.length & ~1, SAMPLE_BYTES);
    if (length < 4 || !hasZero(head, length)) {
      return null;
    }
    double little = asciiShare(head, length, 1);
    double big = asciiShare(head, length, 0);
    return little < 0 && big < 0 ? null : little >= big ? UTF_16LE : UTF_16BE;
  }

  /** Line breaks and blanks are ASCII, so a text in UTF-16 has zero bytes. */
  private static boolean hasZero(byte[] head, int length) {
    for (int i = 0; i < length; i++) {
      if (head[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * The share of ASCII characters; negative where the rest makes no sense as a text: characters
   * that do not exist, or of many alphabets at once.
   *
   * @param high which byte of two is the higher
   */
  private static double asciiShare(byte[] head, int length, int high) {
    int chars = 0;
    int ascii = 0;
    int bad = 0;
    int eastAsian = 0;
    int[] blocks = new int[256];
    for (int i = 0; i < length; i += 2) {
      int top = Byte.toUnsignedInt(head[i + high]);
      char c = (char) (top << 8 | Byte.toUnsignedInt(head[i + 1 - high]));
      if (c == 0 && isZeroUntilEnd(head, i, length)) {
        break;
      }
      chars++;
      blocks[top]++;
      if (c < 0x7f && !DecodedText.isControl(c)) {
        ascii++;
      } else if (isEastAsian(c)) {
        eastAsian++;
      } else if (!isLetterOrMark(c)) {
        bad++;
      }
    }
    double share = chars == 0 ? -1 : (double) ascii / chars;
    if (chars < MIN_CHARS && ascii < chars) {
      return -1;
    }
    boolean sound = bad <= Math.max(1, chars / 20);
    boolean coherent =
        share >= 0.25
            || (share >= 0.05 && blocks[0] + max(blocks) >= 0.9 * chars)
            || (share >= 0.01 && ascii + eastAsian >= 0.95 * chars);
    return sound && coherent ? share : -1;
  }

  private static boolean isZeroUntilEnd(byte[] head, int from, int length) {
    for (int i = from; i < length; i++) {
      if (head[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEastAsian(char c) {
    return (c >= 0x3000 && c <= 0x30ff)
        || (c >= 0x4e00 && c <= 0x9fff)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xff00 && c <= 0xff9f);
  }

  private static boolean isLetterOrMark(char c) {
    int type = Character.getType(c);
    return !DecodedText.isControl(c)
        && type != Character.UNASSIGNED
        && type != Character.PRIVATE_USE
        && type != Character.CONTROL;
  }

  private static int max(int[] blocks) {
    int max = 0;
    for (int i = 1; i < blocks.length; i++) {
      max = Math.max(max, blocks[i]);
    }
    return max;
  }
}
