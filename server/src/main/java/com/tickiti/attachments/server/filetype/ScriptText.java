package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.util.Map.entry;
import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;
import static java.util.regex.Pattern.MULTILINE;

import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a system runs or obeys: scripts with a shebang, and the files of Windows and of Linux
 * desktops that begin in a certain way. Most scripts look like any other text and are told by their
 * name alone.
 */
final class ScriptText {
  private static final int MAX_BYTES = 4096;

  private static final Pattern SHEBANG =
      Pattern.compile("\\A#![ \\t]*(/(?:\\S*/)?)?(\\S+)(?:[ \\t]+([^\\r\\n]*))?");

  /** What an interpreter's name begins with, and the media type of its scripts. */
  private static final Map<String, String> INTERPRETERS = new LinkedHashMap<>();

  static {
    INTERPRETERS.put("python", "text/x-python");
    INTERPRETERS.put("perl", "text/x-perl");
    INTERPRETERS.put("php", "text/x-php");
    INTERPRETERS.put("ruby", "text/x-ruby");
    INTERPRETERS.put("node", "text/javascript");
    INTERPRETERS.put("deno", "text/javascript");
    INTERPRETERS.put("bun", "text/javascript");
    INTERPRETERS.put("lua", "text/x-lua");
    INTERPRETERS.put("tclsh", "text/x-tcl");
    INTERPRETERS.put("wish", "text/x-tcl");
    INTERPRETERS.put("pwsh", "application/x-powershell");
    INTERPRETERS.put("osascript", "text/x-applescript");
    INTERPRETERS.put("csh", "application/x-csh");
    INTERPRETERS.put("tcsh", "application/x-csh");
  }

  /**
   * Beginnings by the extension of what they begin. No group repeats without a bound: Java's
   * matcher takes a stack frame for each turn.
   */
  private static final Map<String, Pattern> BEGINNINGS = new LinkedHashMap<>();

  static {
    begins("reg", "(?:REGEDIT4|Windows Registry Editor Version )");
    begins("url", "\\s*(?:\\[[^\\]\\n]*][^\\[]*+){0,8}?\\[InternetShortcut]");
    begins("desktop", "(?:#[^\\n]*\\n|\\s++){0,32}+\\[Desktop Entry]");
    begins("scf", "\\s*\\[Shell]\\s+Command\\s*=");
    begins("inf", "\\s*[;\\[].*?\\nSignature\\s*=\\s*\"?\\$(?:Windows NT|Chicago)\\$");
    begins("udl", "\\[oledb]");
    begins("iqy", "WEB\\R1\\Rhttp");
    // The letters alone also begin many a table whose first column is "ID".
    begins("slk", "ID;P[^\\r\\n]*\\R(?:[PCBFO];[A-Z]|NN;)");
    begins("hta", "\\s*+(?=<).*?<hta:application[\\s/>]");
  }

  private static final Pattern XML_ROOT =
      Pattern.compile(
          "\\A\\s*+(?:<[?!](?:--.*?--|[^>-][^>]*+)>\\s*+){0,16}+<(?:[\\w.-]+:)?([\\w.-]+)", DOTALL);

  /** Root elements, in lower case, by the extension of what they begin. */
  private static final Map<String, String> XML_ROOTS =
      Map.ofEntries(
          entry("scriptlet", "sct"),
          entry("mmc_consolefile", "msc"),
          entry("jnlp", "jnlp"),
          entry("librarydescription", "library-ms"),
          entry("persistedquery", "search-ms"),
          entry("searchconnectordescription", "searchconnector-ms"),
          entry("pcsettings", "settingcontent-ms"),
          entry("appinstaller", "appinstaller"),
          entry("powershellmetadata", "cdxml"));

  /** What a batch file has and a text that begins with the word "rem" has not. */
  private static final Pattern BATCH =
      Pattern.compile(
          "\\A@|%~|%\\w+%|^\\s*(?:@?echo (?:on|off)|set \\w+=.*|setlocal|pause|exit /b|goto :?\\w+)\\s*$",
          CASE_INSENSITIVE | MULTILINE);

  private final String text;
  private final MediaTypes mediaTypes;

  private ScriptText(String text, MediaTypes mediaTypes) {
    this.text = text;
    this.mediaTypes = mediaTypes;
  }

  /** Refines what is known to be a text; returns its plain type where nothing is special. */
  static DetectedType detect(byte[] head, String mimeType, MediaTypes mediaTypes) {
    ScriptText script = new ScriptText(decode(head), mediaTypes);
    DetectedType byShebang = script.byShebang();
    if (byShebang != null) {
      return byShebang;
    }
    String extension = script.extension();
    return extension == null
        ? mediaTypes.typeOf(script.isDoubtful(mimeType) ? "text/plain" : mimeType)
        : new DetectedType(mimeType, extension);
  }

  private @Nullable DetectedType byShebang() {
    Matcher shebang = SHEBANG.matcher(text);
    if (!shebang.find()) {
      return null;
    }
    String interpreter = shebang.group(2);
    if (interpreter.equals("env") && shebang.group(3) != null) {
      interpreter = envCommand(shebang.group(3));
    }
    for (Map.Entry<String, String> known : INTERPRETERS.entrySet()) {
      if (interpreter.startsWith(known.getKey())) {
        return mediaTypes.typeOf(known.getValue());
      }
    }
    // Without a path to an interpreter it is someone's emphatic heading.
    return shebang.group(1) == null ? null : mediaTypes.typeOf("application/x-sh");
  }

  /** The first word that is neither an option nor a variable. */
  private static String envCommand(String arguments) {
    for (String word : arguments.strip().split("\\s+", -1)) {
      if (!word.startsWith("-") && word.indexOf('=') < 0) {
        return word.substring(word.lastIndexOf('/') + 1);
      }
    }
    return "sh";
  }

  private @Nullable String extension() {
    for (Map.Entry<String, Pattern> kind : BEGINNINGS.entrySet()) {
      if (kind.getValue().matcher(text).lookingAt()) {
        return kind.getKey();
      }
    }
    Matcher root = XML_ROOT.matcher(text);
    if (!root.find()) {
      return null;
    }
    String name = root.group(1).toLowerCase(Locale.ROOT);
    boolean scripted = text.toLowerCase(Locale.ROOT).contains("<script");
    return switch (name) {
      case "job", "package" -> scripted ? "wsf" : null;
      case "component" -> scripted ? "wsc" : null;
      case "assembly" -> text.contains("<deployment") ? "application" : null;
      default -> XML_ROOTS.get(name);
    };
  }

  /** Tika takes some first words for a script that an honest text or style sheet may begin with. */
  private boolean isDoubtful(String mimeType) {
    return switch (mimeType) {
      case "application/x-bat" -> !BATCH.matcher(text).find();
      case "text/javascript" -> !text.contains("function") && !text.contains("=>");
      default -> false;
    };
  }

  private static void begins(String extension, String regex) {
    BEGINNINGS.put(extension, Pattern.compile(regex, CASE_INSENSITIVE | DOTALL));
  }

  private static String decode(byte[] head) {
    Charset charset = ISO_8859_1;
    int start = 0;
    if (startsWith(head, 0xff, 0xfe)) {
      charset = UTF_16LE;
      start = 2;
    } else if (startsWith(head, 0xfe, 0xff)) {
      charset = UTF_16BE;
      start = 2;
    } else if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      start = 3;
    }
    return new String(head, start, Math.min(head.length, MAX_BYTES) - start, charset);
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (Byte.toUnsignedInt(head[i]) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
