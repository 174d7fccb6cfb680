package com.tickiti.attachments.client.cli;

import java.util.regex.Pattern;

/** Text that others chose, such as a file name, on its way to a terminal. */
final class Text {

  /** Control, bidi and other invisible characters. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  private Text() {}

  /** {@code text} with a question mark for all that a terminal would obey rather than show. */
  static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }
}
