package com.tickiti.attachments.server.filetype;

import static java.util.Map.entry;
import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.MULTILINE;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that a program knows by their first lines. */
final class TextBeginnings {
  /**
   * First lines by the extension of what they begin. No group repeats without a bound: Java's
   * matcher takes a stack frame for each turn.
   */
  private static final List<Map.Entry<String, Pattern>> LINES =
      List.of(
          entry(
              "reg",
              begins(
                  "(?:REGEDIT4|Windows Registry Editor Version \\d\\.\\d+)[ \\t]*"
                      + "(?:\\R\\s*+(?:[\\[;]|\\z)|\\z)")),
          entry("iqy", begins("WEB[ \\t]*\\R1[ \\t]*\\R\\s*+https?:")),
          entry("iqy", begins("XLODBC[ \\t]*\\R1[ \\t]*\\R")),
          entry("iqy", begins("QueryType=OLEDB[ \\t]*\\R")),
          entry(
              "appref-ms",
              begins("https?://[^\\s#]{1,2000}\\.application#[^,\\r\\n]{1,400},\\s?Culture=")),
          entry("vbe", begins("#@~\\^[A-Za-z0-9+/]{6}==")),
          entry("rdp", begins("[a-z][a-z0-9 ]{1,60}:[isb]:")));

  /** What tells a remote desktop from other texts of such lines. */
  private static final Pattern REMOTE_ADDRESS =
      Pattern.compile("^(?:alternate )?full address:s:", CASE_INSENSITIVE | MULTILINE);

  /** SYLK's first record; the letters alone also begin many a table whose first column is "ID". */
  private static final Pattern SYLK =
      Pattern.compile("ID;P[\\w .-]{0,40}(?:;[NE])*[ \\t]*\\R", CASE_INSENSITIVE);

  /** A cell has coordinates, a format is one of those that programs write, a name is one letter. */
  private static final Pattern SYLK_RECORD =
      Pattern.compile(
          "C;(?:[A-Z][^;]*;){0,8}?[XY]\\d+(?:;.*)?|B;[XY]\\d+;.*"
              + "|P;P(?:General|[0#\"_@$\\\\]).*|NN;N[A-Za-z_]\\w*;E.*|O;[ELP](?:;.*)?");

  private TextBeginnings() {}

  static TextVerdict look(DecodedText text) {
    for (Map.Entry<String, Pattern> line : LINES) {
      if (line.getValue().matcher(text.body()).lookingAt()
          && (!line.getKey().equals("rdp") || REMOTE_ADDRESS.matcher(text.body()).find())) {
        return line.getKey().equals("vbe")
            ? TextVerdict.of("vbe", "text/x-vbscript")
            : TextVerdict.of(line.getKey());
      }
    }
    return sylk(text);
  }

  private static TextVerdict sylk(DecodedText text) {
    Matcher header = SYLK.matcher(text.body());
    if (!header.lookingAt()) {
      return TextVerdict.NONE;
    }
    return text.body()
            .substring(header.end())
            .lines()
            .anyMatch(line -> SYLK_RECORD.matcher(line.strip()).matches())
        ? TextVerdict.of("slk")
        : TextVerdict.noneIn(text);
  }

  private static Pattern begins(String regex) {
    return Pattern.compile(regex, CASE_INSENSITIVE);
  }
}
