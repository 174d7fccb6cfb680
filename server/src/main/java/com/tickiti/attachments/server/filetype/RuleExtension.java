package com.tickiti.attachments.server.filetype;

import java.util.regex.Pattern;

/**
 * The extensions that file-type rules are kept by. They agree with the database's function {@code
 * attachment_extension}, which finds the extension of a name: a rule for anything that it never
 * returns would never apply.
 */
public final class RuleExtension {

  /** What to tell someone who has written something else. */
  public static final String EXPECTED =
      "one extension, which is what follows the last dot of a file name, such as exe";

  private static final int MAX_CHARS = 100;

  /** Characters without a glyph, white space, quotes, and what ends an extension or a list. */
  private static final Pattern NEVER =
      Pattern.compile(
          "[\\x00-\\x20\\x7f-\\xa0\\xad\\x{34f}\\x{61c}\\x{70f}\\x{115f}\\x{1160}\\x{1680}"
              + "\\x{17b4}\\x{17b5}\\x{180b}-\\x{180f}\\x{2000}-\\x{200f}\\x{2028}-\\x{202f}"
              + "\\x{205f}-\\x{206f}\\x{2800}\\x{3000}\\x{3164}\\x{d800}-\\x{dfff}"
              + "\\x{fe00}-\\x{fe0f}\\x{feff}\\x{ffa0}\\x{fff0}-\\x{fffb}"
              + "\\x{1bca0}-\\x{1bca3}\\x{1d173}-\\x{1d17a}\\x{e0000}-\\x{e0fff}"
              + "\"'`\\xb4\\xab\\xbb\\x{2018}-\\x{201f}\\x{2039}\\x{203a}\\x{301d}-\\x{301f}"
              + "\\x{ff02}\\x{ff07}?*<>|./:\\\\,;]");

  private RuleExtension() {}

  /**
   * The extension under which a rule for {@code text} is kept: without a leading dot, and folded by
   * Unicode's simple case folding.
   *
   * @throws IllegalArgumentException where no file name can have it
   */
  public static String normalise(String text) {
    String extension = fold(text.startsWith(".") ? text.substring(1) : text);
    if (extension.isEmpty() || extension.length() > MAX_CHARS || NEVER.matcher(extension).find()) {
      throw new IllegalArgumentException("extension (expected: " + EXPECTED + ")");
    }
    return extension;
  }

  private static String fold(String text) {
    return text.codePoints()
        .map(RuleExtension::fold)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Turkish i with and without a dot stay as they are: neither is an ASCII letter's other case. */
  private static int fold(int c) {
    return c == '\u0130' || c == '\u0131' ? c : Character.toLowerCase(Character.toUpperCase(c));
  }
}
