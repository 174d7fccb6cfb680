package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Texts that a system runs or obeys, told by their structure: a first word alone never decides.
 * What a look may skip to find it (blank lines, comments, one stray word) is skipped up to the end
 * of the text, which is read to {@link DecodedText#MAX_BYTES}. Most scripts look like any other
 * text and are told by their name alone.
 */
final class ScriptText {
  private static final List<Function<DecodedText, TextVerdict>> LOOKS =
      List.of(Shebang::look, TextBeginnings::look, XmlText::look, BatchText::look);

  private ScriptText() {}

  /** The first look that finds something decides. */
  static TextVerdict look(DecodedText text, Remainder remainder) throws IOException {
    boolean complete = !text.isUndecided();
    for (Function<DecodedText, TextVerdict> look : LOOKS) {
      TextVerdict verdict = look.apply(text);
      if (verdict.extension() != null) {
        return verdict;
      }
      complete &= verdict.complete();
    }
    TextVerdict ini = IniText.look(text, remainder);
    if (ini.extension() != null) {
      return ini;
    }
    complete &= ini.complete();
    TextVerdict verdict = MarkupCode.look(text, remainder);
    return verdict.extension() == null
        ? new TextVerdict(null, null, complete && verdict.complete())
        : verdict;
  }
}
