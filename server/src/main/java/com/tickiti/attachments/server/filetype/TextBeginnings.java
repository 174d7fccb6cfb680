package com.tickiti.attachments.server.filetype;

import static java.util.Map.entry;
import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.MULTILINE;

import java.util.List;
import java.util.Map;
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
                  "(?:REGEDIT4|Windows Registry Editor Version \\d\\.\\d+)[ \\t]*(?:\\R\\s*+(?:[\\[;]|\\z)|\\z)")),
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
      Pattern.compile("ID;P[\\w .-]{0,40}((?:;[NE])*)[ \\t]*\\R", CASE_INSENSITIVE);

  private static final Pattern SYLK_RECORD = Pattern.compile("(?:[PBCFOWE]|NN|NE|NU|NL);[A-Z].*");
  private static final Pattern SYLK_CELL =
      Pattern.compile(
          "C;(?:[A-Z][^;]*;){0,8}?[XY]\\d+(?:;.*)?|B;[XY]\\d+;.*|P;P(?:General|[0#\"_@$\\\\]).*");
  private static final int SYLK_LINES = 1_000;

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
    return isSylk(text.body()) ? TextVerdict.of("slk") : TextVerdict.NONE;
  }

  /** A record has letters for the names of its fields, and a cell has coordinates. */
  private static boolean isSylk(String body) {
    var header = SYLK.matcher(body);
    if (!header.lookingAt()) {
      return false;
    }
    Pattern record = header.group(1).isEmpty() ? SYLK_CELL : SYLK_RECORD;
    return body.substring(header.end())
        .lines()
        .limit(SYLK_LINES)
        .anyMatch(line -> record.matcher(line.strip()).matches());
  }

  private static Pattern begins(String regex) {
    return Pattern.compile(regex, CASE_INSENSITIVE);
  }
}
