package com.tickiti.attachments.server.filetype;

import com.google.common.base.Ascii;
import java.util.regex.Pattern;

/** The extensions that file-type rules are kept by. */
public final class RuleExtension {

  /** What to tell someone who has written something else. */
  public static final String EXPECTED = "what follows the last dot of a file name, such as exe";

  private static final Pattern FORM = Pattern.compile("[^.\\s\\p{Cntrl}\\p{Cf}/\\\\]{1,100}");

  private RuleExtension() {}

  /**
   * The extension under which a rule for {@code text} is kept: lower case (ASCII, as the database
   * folds names) and without a leading dot.
   *
   * @throws IllegalArgumentException where no file name can have it
   */
  public static String normalise(String text) {
    String extension = Ascii.toLowerCase(text.startsWith(".") ? text.substring(1) : text);
    if (!FORM.matcher(extension).matches()) {
      throw new IllegalArgumentException("extension (expected: " + EXPECTED + ")");
    }
    return extension;
  }
}
