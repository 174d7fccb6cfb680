package com.tickiti.attachments.server.filetype;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** XML files that a program obeys or that carry macros, by their root element and one mark more. */
final class XmlText {
  /** A script of a scripting host names its language or its file; other XML has such elements. */
  private static final String SCRIPT = "<script\\s[^>]{0,400}?\\b(?:language|src)\\s*=";

  private static final List<Root> ROOTS =
      List.of(
          new Root("scriptlet", "sct", "<|/>"),
          new Root("mmc_consolefile", "msc", "<|/>"),
          new Root("jnlp", "jnlp", "<|/>"),
          new Root("librarydescription", "library-ms", "<|/>"),
          new Root("persistedquery", "search-ms", "<|/>"),
          new Root("searchconnectordescription", "searchconnector-ms", "<|/>"),
          new Root("pcsettings", "settingcontent-ms", "<|/>"),
          new Root("appinstaller", "appinstaller", "<|/>"),
          new Root("powershellmetadata", "cdxml", "<|/>"),
          new Root("softpkg", "osd", "<|/>"),
          new Root("job", "wsf", SCRIPT),
          new Root("package", "pptm", "pkg:name=\"/ppt/vbaproject"),
          new Root("package", "docm", "vnd\\.ms-office\\.vbaproject|\\.macroenabled"),
          new Root("package", "wsf", SCRIPT),
          new Root("component", "wsc", SCRIPT),
          new Root("assembly", "application", "<deployment\\b"),
          new Root("configuration", "wsb", "<(?:logoncommand|mappedfolders)\\b"),
          new Root("worddocument", "docm", "macrospresent\\s*=\\s*[\"']yes|<\\w*:?docsuppdata\\b"),
          new Root("plist", "webloc", "\\A[^>]*>\\s*<dict>\\s*<key>url</key>"),
          new Root("plist", "terminal", "<key>commandstring</key>"),
          new Root("plist", "mobileconfig", "<key>payloadtype</key>\\s*<string>configuration<"));

  private static final int MAX_WORD_CHARS = 64;

  private final DecodedText text;
  private final String body;
  private int position;

  private XmlText(DecodedText text) {
    this.text = text;
    this.body = text.body();
  }

  static TextVerdict look(DecodedText text) {
    return new XmlText(text).look();
  }

  private TextVerdict look() {
    skipWord();
    while (skipBlank() && skipProlog()) {
      // Comments, instructions and a document type, as many as there are.
    }
    if (position >= body.length()) {
      return TextVerdict.noneIn(text);
    }
    String root = rootName();
    if (root == null) {
      return TextVerdict.NONE;
    }
    boolean known = false;
    String lower = null;
    for (Root kind : ROOTS) {
      if (kind.name.equals(root)) {
        known = true;
        lower = lower == null ? text.lower() : lower;
        if (kind.mark.matcher(lower).region(position, lower.length()).find()) {
          return TextVerdict.of(kind.extension);
        }
      }
    }
    return known ? TextVerdict.noneIn(text) : TextVerdict.NONE;
  }

  /** One word before the first element, as a parser that forgives much would. */
  private void skipWord() {
    int start = body.indexOf('<');
    if (start <= 0 || start > MAX_WORD_CHARS) {
      return;
    }
    String before = body.substring(0, start).strip();
    if (before.indexOf(' ') < 0 && before.indexOf('\n') < 0) {
      position = start;
    }
  }

  private boolean skipBlank() {
    while (position < body.length() && Character.isWhitespace(body.charAt(position))) {
      position++;
    }
    return position < body.length();
  }

  private boolean skipProlog() {
    if (body.startsWith("<!--", position)) {
      return skipTo("-->", position + 4);
    }
    if (body.startsWith("<?", position)) {
      return skipTo("?>", position + 2);
    }
    if (body.startsWith("<!", position)) {
      int subset = body.indexOf('[', position);
      int end = body.indexOf('>', position);
      if (subset >= 0 && subset < end) {
        skipTo("]", subset);
      }
      return skipTo(">", position);
    }
    return false;
  }

  /** Where the end does not come, the rest of the text is skipped. */
  private boolean skipTo(String end, int from) {
    int found = body.indexOf(end, from);
    position = found < 0 ? body.length() : found + end.length();
    return true;
  }

  /** The local name of the element that begins here, in lower case; null where none does. */
  private @Nullable String rootName() {
    if (body.charAt(position) != '<') {
      return null;
    }
    int start = position + 1;
    int end = start;
    while (end < body.length() && isNameChar(body.charAt(end))) {
      end++;
    }
    position = end;
    String name = body.substring(start, end);
    return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isNameChar(char c) {
    return Character.isLetterOrDigit(c) || c == ':' || c == '_' || c == '-' || c == '.';
  }

  /** A root element, what it begins, and what must follow it. */
  private static final class Root {
    final String name;
    final String extension;
    final Pattern mark;

    Root(String name, String extension, String mark) {
      this.name = name;
      this.extension = extension;
      this.mark = Pattern.compile(mark);
    }
  }
}
