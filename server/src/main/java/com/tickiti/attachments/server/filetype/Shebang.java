package com.tickiti.attachments.server.filetype;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Scripts by the interpreter that their first line names. */
final class Shebang {
  /** An interpreter with its path, and at most options behind it: else it is a heading. */
  private static final Pattern LINE =
      Pattern.compile("#![ \\t]*(/(?:\\S*/)?)([^\\s/]+)[ \\t]*([^\\r\\n]*)");

  private static final Pattern PYTHON = Pattern.compile("(?:python|pypy)[\\d.]*w?");

  private Shebang() {}

  static TextVerdict look(DecodedText text) {
    Matcher line = LINE.matcher(text.body());
    if (!line.lookingAt()) {
      return TextVerdict.NONE;
    }
    String interpreter = line.group(2);
    String arguments = line.group(3).strip();
    if (interpreter.equals("env")) {
      return ofInterpreter(envCommand(arguments));
    }
    return arguments.isEmpty() || arguments.startsWith("-")
        ? ofInterpreter(interpreter)
        : TextVerdict.NONE;
  }

  /** The first word that is neither an option nor a variable; more words need an option before. */
  private static String envCommand(String arguments) {
    String[] words = arguments.split("\\s+", -1);
    if (words.length > 1 && !words[0].startsWith("-") && words[0].indexOf('=') < 0) {
      return words[1].startsWith("-") ? words[0] : "";
    }
    for (String word : words) {
      if (!word.startsWith("-") && word.indexOf('=') < 0) {
        return word.isEmpty() ? "sh" : word.substring(word.lastIndexOf('/') + 1);
      }
    }
    return "sh";
  }

  private static TextVerdict ofInterpreter(String name) {
    if (name.isEmpty()) {
      return TextVerdict.NONE;
    }
    if (PYTHON.matcher(name).matches()) {
      return TextVerdict.of("py", "text/x-python");
    }
    return switch (name.replaceFirst("[\\d.-]+$", "")) {
      case "perl" -> TextVerdict.of("pl", "text/x-perl");
      case "php" -> TextVerdict.of("php", "text/x-php");
      case "ruby", "jruby" -> TextVerdict.of("rb", "text/x-ruby");
      case "node", "nodejs", "deno", "bun" -> TextVerdict.of("js", "text/javascript");
      case "lua", "luajit" -> TextVerdict.of("lua", "text/x-lua");
      case "tclsh", "wish" -> TextVerdict.of("tcl", "text/x-tcl");
      case "pwsh" -> TextVerdict.of("ps1", "application/x-powershell");
      case "osascript" -> TextVerdict.of("applescript", "text/x-applescript");
      case "csh", "tcsh" -> TextVerdict.of("csh", "application/x-csh");
      default -> TextVerdict.of("sh", "application/x-sh");
    };
  }
}
