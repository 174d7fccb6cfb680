package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a file read as text, in whatever encoding it seems to be: Unicode with or
 * without a mark, or one of the older encodings, of which all that matters here is ASCII. Every
 * file can be read so; {@link #isText} says whether it should be.
 *
 * @param body the text without its control characters and what is blank before it, so that none of
 *     them hides what it begins with
 * @param isText whether the bytes are a text: no binary type is looked for then. A few control
 *     characters are allowed, as logs have them
 * @param isMostlyText whether at most a tenth of it, or a few, are control characters
 * @param truncated whether the file goes on behind it
 */
record DecodedText(String body, boolean isText, boolean isMostlyText, boolean truncated) {

  /** How far into a file a text is read: 1 MiB. */
  static final int MAX_BYTES = 1 << 20;

  /** A binary format has its header here, and a text no NUL. */
  private static final int HEADER_CHARS = 512;

  /** More are padding of a binary format. */
  private static final int MAX_NULS_BEHIND = 7;

  /** So many control characters hide no code in a short text. */
  private static final int MIN_CONTROLS = 64;

  static DecodedText of(byte[] head, boolean truncated) {
    Charset marked = charsetByMark(head);
    if (marked != null) {
      return of(new String(head, marked), truncated, true);
    }
    Charset utf16 = Utf16.guess(head);
    if (utf16 != null) {
      return of(new String(head, utf16), truncated, true);
    }
    String utf8 = utf8(head, truncated);
    return utf8 != null
        ? of(utf8, truncated, true)
        : of(new String(head, ISO_8859_1), truncated, false);
  }

  /** The text in lower case, char by char, so that positions in it are those of the text. */
  String lower() {
    char[] chars = body.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] = Character.toLowerCase(chars[i]);
    }
    return new String(chars);
  }

  /** Whether there is nothing but blanks in what was read, and the file goes on. */
  boolean isUndecided() {
    return truncated && body.isEmpty();
  }

  private static DecodedText of(String decoded, boolean truncated, boolean unicode) {
    int end = decoded.length();
    while (end > 0 && (decoded.charAt(end - 1) == 0 || decoded.charAt(end - 1) == 0x1a)) {
      end--;
    }
    StringBuilder body = new StringBuilder(end);
    int controls = 0;
    int controlsInHeader = 0;
    boolean nulInHeader = false;
    for (int i = 0; i < end; i++) {
      char c = decoded.charAt(i);
      if (!isControl(c)) {
        append(body, c);
        continue;
      }
      controls++;
      controlsInHeader += i < HEADER_CHARS ? 1 : 0;
      nulInHeader |= i < HEADER_CHARS && c == 0;
    }
    boolean isText =
        unicode ? isText(end, controls, controlsInHeader) : isOldText(decoded, end, controls);
    return new DecodedText(
        body.toString(),
        isText && !nulInHeader && end > 0,
        controls <= Math.max(MIN_CONTROLS, end / 10),
        truncated);
  }

  private static boolean isText(int chars, int controls, int controlsInHeader) {
    return controlsInHeader <= Math.max(1, Math.min(chars, HEADER_CHARS) / 20)
        && controls <= Math.max(1, chars / 20);
  }

  /**
   * In an older encoding every byte is some character, so that a stray control character tells
   * more; one is allowed where most of the others are ASCII.
   */
  private static boolean isOldText(String decoded, int end, int controls) {
    long ascii = decoded.chars().limit(end).filter(c -> c < 0x80).count();
    return controls <= Math.max(ascii > end / 2 ? 1 : 0, end / 500)
        && decoded.length() - end <= MAX_NULS_BEHIND;
  }

  private static void append(StringBuilder body, char c) {
    boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c) || isInvisible(c);
    if (!blank || body.length() > 0) {
      body.append(c);
    }
  }

  private static boolean isInvisible(char c) {
    return c == '\ufeff' || (c >= '\u200b' && c <= '\u200f') || c == '\u2060';
  }

  /** Tab, line and page breaks, backspace and the escape of terminal colours belong to texts. */
  static boolean isControl(char c) {
    return c == 0x7f || c == '\ufffd' || (c < ' ' && "\t\n\r\f\b\u001b".indexOf(c) < 0);
  }

  private static @Nullable Charset charsetByMark(byte[] head) {
    if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      return UTF_8;
    }
    if (startsWith(head, 0xff, 0xfe, 0, 0)) {
      return Charset.forName("UTF-32LE");
    }
    if (startsWith(head, 0, 0, 0xfe, 0xff)) {
      return Charset.forName("UTF-32BE");
    }
    return startsWith(head, 0xff, 0xfe) ? UTF_16LE : startsWith(head, 0xfe, 0xff) ? UTF_16BE : null;
  }

  private static @Nullable String utf8(byte[] head, boolean truncated) {
    CharBuffer text = CharBuffer.allocate(head.length);
    boolean malformed =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(head), text, !truncated)
            .isError();
    return malformed ? null : text.flip().toString();
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    return head.length >= bytes.length
        && Arrays.equals(Arrays.copyOf(head, bytes.length), toBytes(bytes));
  }

  private static byte[] toBytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
