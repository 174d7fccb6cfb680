package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What joins a record to the one before, the first fields of its line: {@code chain}, {@code seq},
 * {@code prev} and, in the first line of a file, {@code file}. The record's own fields follow.
 *
 * @param chain the id of the process's chain, 16 hexadecimal digits
 * @param seq the record's number in the chain, from 1
 * @param prev the SHA-256 of the line of the record before, without its newline; of the first, that
 *     of the line that begins the chain
 * @param file the name of the file that the record begins; {@code null} where it begins none
 */
record RecordLink(String chain, long seq, String prev, @Nullable String file) {

  private static final int CHAIN_DIGITS = 16;
  private static final int SEQ_DIGITS = 18;
  private static final String CHAIN = "{\"chain\":\"";
  private static final String SEQ = "\",\"seq\":";
  private static final String PREV = ",\"prev\":\"";
  private static final String FILE = "\"file\":\"";
  private static final String END = "\",";

  /** The line of a record, {@code {"time":...}} and a newline, with this link in it. */
  byte[] linked(byte[] line) {
    String begins = file == null ? "" : FILE + file + END;
    byte[] head =
        (CHAIN + chain + SEQ + seq + PREV + prev + END + begins)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] linked = Arrays.copyOf(head, head.length + line.length - 1);
    System.arraycopy(line, 1, linked, head.length, line.length - 1);
    return linked;
  }

  /** The link of a line, with or without its newline; {@code null} where it has none. */
  static @Nullable RecordLink of(byte[] line, int length) {
    Cursor at = new Cursor(line, length);
    if (!at.skip(CHAIN)) {
      return null;
    }
    String chain = at.hex(CHAIN_DIGITS);
    if (chain == null || !at.skip(SEQ)) {
      return null;
    }
    long seq = at.number();
    if (seq < 1 || !at.skip(PREV)) {
      return null;
    }
    String prev = at.hex(2 * Digest.BYTES);
    if (prev == null || !at.skip(END)) {
      return null;
    }
    return new RecordLink(chain, seq, prev, at.skip(FILE) ? at.rest('"') : null);
  }

  /** The SHA-256 of a line, for the next one. */
  static String hash(byte[] line, int length) {
    var sha256 = Digest.sha256();
    sha256.update(line, 0, length);
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Reads a line of ASCII from left to right. */
  private static final class Cursor {

    private final byte[] line;
    private final int length;
    private int at;

    Cursor(byte[] line, int length) {
      this.line = line;
      this.length = length;
    }

    boolean skip(String text) {
      if (at + text.length() > length) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        if (line[at + i] != text.charAt(i)) {
          return false;
        }
      }
      at += text.length();
      return true;
    }

    @Nullable String hex(int digits) {
      if (at + digits > length) {
        return null;
      }
      for (int i = at; i < at + digits; i++) {
        if (!(line[i] >= '0' && line[i] <= '9') && !(line[i] >= 'a' && line[i] <= 'f')) {
          return null;
        }
      }
      at += digits;
      return new String(line, at - digits, digits, StandardCharsets.US_ASCII);
    }

    /** What comes before {@code end}. */
    String rest(char end) {
      int begin = at;
      while (at < length && line[at] != end) {
        at++;
      }
      return new String(line, begin, at - begin, StandardCharsets.ISO_8859_1);
    }

    /** A number without leading zeros; 0 where there is none. */
    long number() {
      int begin = at;
      long value = 0;
      while (at < length && at - begin < SEQ_DIGITS && line[at] >= '0' && line[at] <= '9') {
        value = 10 * value + line[at++] - '0';
      }
      return begin < length && line[begin] == '0' ? 0 : value;
    }
  }
}
