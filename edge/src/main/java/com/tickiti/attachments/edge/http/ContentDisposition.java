package com.tickiti.attachments.edge.http;

import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;

/**
 * The value of {@code Content-Disposition} for a file that is to be saved and never shown (RFC
 * 6266): the name in ASCII for old clients, and in UTF-8 (RFC 8187) for all others.
 */
public final class ContentDisposition {

  /** The attr-char of RFC 8187 beside letters and digits. */
  private static final Escaper EXTENDED_VALUE = new PercentEscaper("!#$&+-.^_`|~", false);

  private static final String NAMELESS = "attachment";

  private ContentDisposition() {}

  /** A file to be saved as {@code name}, which may be any text. */
  public static String attachment(String name) {
    String safe = safe(name);
    return "attachment; filename=\""
        + ascii(safe)
        + "\"; filename*=UTF-8''"
        + EXTENDED_VALUE.escape(safe);
  }

  /** Without what leads to another folder or is not seen: separators, controls, text direction. */
  private static String safe(String name) {
    StringBuilder safe = new StringBuilder(name.length());
    name.codePoints()
        .map(c -> c == '/' || c == '\\' || isUnseen(c) ? '_' : c)
        .forEach(safe::appendCodePoint);
    return safe.toString().isBlank() ? NAMELESS : safe.toString();
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** A quoted string that needs no escapes; some clients do not know them. */
  private static String ascii(String name) {
    StringBuilder ascii = new StringBuilder(name.length());
    name.codePoints()
        .map(c -> c >= ' ' && c <= '~' && c != '"' && c != '%' ? c : '_')
        .forEach(ascii::appendCodePoint);
    return ascii.toString();
  }
}
