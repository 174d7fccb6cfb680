package com.tickiti.attachments.server.filetype;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import com.tickiti.attachments.server.filetype.Remainder.Answer;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files of sections and keys that Windows or a Linux desktop obeys, such as shortcuts. As Windows
 * does, it finds a section wherever it stands among others; but a text with a sentence before its
 * first section is a text.
 */
final class IniText {
  private static final List<Kind> KINDS =
      List.of(
          new Kind("url", "internetshortcut", "(?:base)?url|iconfile"),
          new Kind("desktop", "desktop entry", "exec|tryexec|type|url|icon"),
          new Kind("scf", "shell", "command|iconfile"),
          new Kind("inf", "version", "signature", "\"?\\$(?:windows (?:nt|95)|chicago)\\$.*"),
          new Kind("inf", "autorun", "open|shellexecute|shell\\\\.*|action"),
          new Kind("inf", "defaultinstall", "addreg|copyfiles|runpresetupcommands.*|registerocxs"),
          new Kind("udl", "oledb", "provider"));

  private static final String[] SECTIONS =
      KINDS.stream().map(kind -> "[" + kind.section + "]").distinct().toArray(String[]::new);

  private static final int MAX_SECTION_CHARS = 64;

  private static final Pattern SECTION = Pattern.compile("\\[([^\\]]{1,200})]\\s*(?:[;#].*)?");
  private static final Pattern KEY = Pattern.compile("([^=\\[]{1,200})=(.*)");

  private static final int MAX_KEYS_BEFORE = 64;
  private static final int MAX_WORDS_BEFORE = 8;
  private static final int MAX_SENTENCES_WITHIN = 64;

  private IniText() {}

  static TextVerdict look(DecodedText text, Remainder remainder) throws IOException {
    String section = null;
    int keysBefore = 0;
    int wordsBefore = 0;
    int sentences = 0;
    for (Iterator<String> lines = text.body().lines().iterator(); lines.hasNext(); ) {
      String line = lines.next().strip();
      if (line.isEmpty() || line.startsWith(";") || line.startsWith("#") || line.startsWith("//")) {
        continue;
      }
      Matcher heading = SECTION.matcher(line);
      if (heading.matches()) {
        section = heading.group(1).strip().toLowerCase(Locale.ROOT);
        continue;
      }
      Matcher key = KEY.matcher(line);
      boolean isKey = key.matches();
      if (section != null) {
        String found = isKey ? find(section, key.group(1), key.group(2)) : null;
        if (found != null) {
          return TextVerdict.of(found);
        }
        sentences += isKey ? 0 : 1;
      } else if (isKey) {
        keysBefore++;
      } else if (line.indexOf(' ') < 0) {
        wordsBefore++;
      } else {
        return TextVerdict.NONE;
      }
      if (keysBefore > MAX_KEYS_BEFORE
          || wordsBefore > MAX_WORDS_BEFORE
          || sentences > MAX_SENTENCES_WITHIN) {
        return TextVerdict.NONE;
      }
    }
    return text.truncated() && remainder.find(MAX_SECTION_CHARS, SECTIONS) != Answer.NOT_FOUND
        ? TextVerdict.UNDECIDED
        : TextVerdict.NONE;
  }

  private static @Nullable String find(String section, String key, String value) {
    for (Kind kind : KINDS) {
      if (kind.section.equals(section)
          && kind.key.matcher(key.strip()).matches()
          && kind.value.matcher(value.strip()).matches()) {
        return kind.extension;
      }
    }
    return null;
  }

  private static final class Kind {
    final String extension;
    final String section;
    final Pattern key;
    final Pattern value;

    Kind(String extension, String section, String key) {
      this(extension, section, key, ".*");
    }

    Kind(String extension, String section, String key, String value) {
      this.extension = extension;
      this.section = section;
      this.key = Pattern.compile(key, CASE_INSENSITIVE);
      this.value = Pattern.compile(value, CASE_INSENSITIVE);
    }
  }
}
