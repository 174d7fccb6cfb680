package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What comes in a file after the part that was read as text. Looking for a word in it is cheap, so
 * that a large document needs no review for its size alone.
 *
 * @param file the whole file
 * @param start where the remainder begins
 */
record Remainder(FileBytes file, long start) {

  /** How far the remainder is searched: 32 MiB, more than can be downloaded whole. */
  private static final int MAX_BYTES = 32 << 20;

  private static final int WINDOW_BYTES = 256 * 1024;

  enum Answer {
    FOUND,
    NOT_FOUND,
    TOO_LONG
  }

  /**
   * The remainder from its first byte on that is neither blank nor zero; an even number of bytes is
   * skipped, since a character may have two.
   *
   * @return a remainder that begins at the file's end where there is no such byte, and {@code null}
   *     where there is none as far as is searched
   */
  @Nullable Remainder skipBlank() throws IOException {
    long end = Math.min(file.size(), start + MAX_BYTES);
    for (long at = start; at < end; at += WINDOW_BYTES) {
      byte[] window = file.readBytes(at, WINDOW_BYTES);
      for (int i = 0; i < window.length; i++) {
        if (window[i] < 0 || window[i] > ' ') {
          return new Remainder(file, at + (i & ~1));
        }
      }
    }
    return file.size() > end ? null : new Remainder(file, file.size());
  }

  /**
   * Looks for any of the words, which are ASCII and in lower case, in any case and also as UTF-16.
   *
   * @param overlap at least the length of the longest word
   */
  Answer find(int overlap, String... words) throws IOException {
    long end = Math.min(file.size(), start + MAX_BYTES);
    for (long at = Math.max(0, start - 2L * overlap); at < end; at += WINDOW_BYTES) {
      byte[] window = file.readBytes(at, WINDOW_BYTES + 2 * overlap);
      String text = new String(window, ISO_8859_1).replace("\0", "").toLowerCase(Locale.ROOT);
      for (String word : words) {
        if (text.contains(word)) {
          return Answer.FOUND;
        }
      }
    }
    return file.size() > end ? Answer.TOO_LONG : Answer.NOT_FOUND;
  }
}
