package com.tickiti.attachments.server.filetype;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.Iterator;
import java.util.regex.Pattern;

/** Windows batch files: what one begins with, and a command that no other language has. */
final class BatchText {
  /** Decides alone, unless a sentence goes on behind it. */
  private static final Pattern ECHO =
      Pattern.compile("@\\s*echo\\s+(?:off|on)\\s*(?:[&>|].*)?", CASE_INSENSITIVE);

  /** Begins a batch file, but also a script of SQL*Plus or a letter to Mr. Koolhaas. */
  private static final Pattern STARTER =
      Pattern.compile(
          "(?:@?\\s*(?:rem|setlocal|cls|title|echo|set|cd|chcp|color)\\b(?!\\s*[:=])|::"
              + "|@(?:if|for|call|start|powershell|cmd)\\b).*",
          CASE_INSENSITIVE);

  private static final Pattern COMMAND =
      Pattern.compile(
          "@?(?:echo\\s+(?:off|on)\\s*(?:&.*)?|(?:setlocal|endlocal)(?:\\s+enable\\w+)?"
              + "|goto\\s+:?\\w+|exit\\s+/b.*"
              + "|if\\s+(?:not\\s+)?(?:/i\\s|exist\\s|errorlevel\\s|defined\\s|\"?%).*"
              + "|for\\s+(?:/[a-z]\\s+)?.{0,200}?%%?\\w\\s+in\\s*\\(.*"
              + "|(?:del|erase|copy|xcopy|robocopy|move|md|mkdir|rd|rmdir|ren|start|type|attrib|net|reg"
              + "|sc|taskkill|powershell|cscript|wscript|mshta|rundll32|regsvr32|schtasks|certutil"
              + "|bitsadmin|msiexec|wmic|cmd|call)"
              + "(?:\\.exe)?\\s+(?:\\S*[\\\\*%\"].*|.*\\s?/[a-z]\\b.*)"
              + "|.*(?<!')%(?:~\\w{0,8}\\d|\\w{2,40}%(?!')).*)",
          CASE_INSENSITIVE);

  private static final int MAX_LINES = 20_000;
  private static final int MAX_WORDS_BEFORE = 8;

  private BatchText() {}

  static TextVerdict look(DecodedText text) {
    boolean begun = false;
    int words = 0;
    int commands = 0;
    for (Iterator<String> lines = text.body().lines().iterator(); lines.hasNext(); ) {
      String line = lines.next().strip();
      if (line.isEmpty()) {
        continue;
      }
      if (!begun) {
        if (ECHO.matcher(line).matches()) {
          return batch();
        }
        begun = STARTER.matcher(line).matches();
        if (!begun && (line.indexOf(' ') >= 0 || ++words > MAX_WORDS_BEFORE)) {
          return TextVerdict.NONE;
        }
      }
      if (++commands > MAX_LINES) {
        return TextVerdict.UNDECIDED;
      }
      if (begun && (ECHO.matcher(line).matches() || COMMAND.matcher(line).matches())) {
        return batch();
      }
    }
    return begun ? TextVerdict.noneIn(text) : TextVerdict.NONE;
  }

  private static TextVerdict batch() {
    return TextVerdict.of("bat", "application/x-bat");
  }
}
