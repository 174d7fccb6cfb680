package com.tickiti.attachments.server.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A product source with a line that the comment {@code // guard: NAME} above it marks. Several
 * comments may stand above one line.
 *
 * @param module the directory of its module
 * @param file its path
 * @param text all of it
 * @param begin offset of the marked line in the text
 */
record MarkedSource(Path module, Path file, String text, int begin) {

  /** What precedes the name of a guard. */
  static final String MARK = "// guard: ";

  private static final List<String> MODULES = List.of("proto", "edge", "client-sdk", "server");

  /** The marked sources of all modules by the guard's name. */
  static Map<String, MarkedSource> all() {
    Map<String, MarkedSource> all = new HashMap<>();
    for (String name : MODULES) {
      Path module = Path.of("..", name).toAbsolutePath().normalize();
      try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> collect(module, file, all));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private static void collect(Path module, Path file, Map<String, MarkedSource> all) {
    String text = read(file);
    for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      String name = text.substring(at + MARK.length(), text.indexOf('\n', at)).strip();
      int line = text.indexOf('\n', at) + 1;
      while (text.substring(line).stripLeading().startsWith(MARK)) {
        line = text.indexOf('\n', line) + 1;
      }
      if (all.put(name, new MarkedSource(module, file, text, line)) != null) {
        throw new AssertionError("marked twice: " + name + " (again in " + file + ")");
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text where {@code find}, which the marked line has exactly once, is replaced. */
  String with(String find, String replacement) {
    int end = text.indexOf('\n', begin);
    int at = text.indexOf(find, begin);
    if (at < 0 || at + find.length() > end) {
      throw new AssertionError("not in the marked line: " + find + " (" + line() + ")");
    }
    int again = text.indexOf(find, at + 1);
    if (again >= 0 && again + find.length() <= end) {
      throw new AssertionError("twice in the marked line: " + find + " (" + line() + ")");
    }
    return replace(at, at + find.length(), replacement);
  }

  /** The text where the condition of the marked {@code if} is false, or the marked line is away. */
  String withoutMarked() {
    int end = text.indexOf('\n', begin);
    int condition = text.indexOf("if (", begin) + "if (".length();
    boolean isIf = line().startsWith("if (") || line().startsWith("} else if (");
    return isIf ? replace(condition, closing(condition), "false") : replace(begin, end, "");
  }

  /** Offset of the parenthesis that closes the one before {@code from}. */
  private int closing(int from) {
    int open = 1;
    for (int at = from; ; at++) {
      char c = text.charAt(at);
      if (c == '"') {
        throw new AssertionError("a string in the marked condition: " + line());
      }
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (open == 0) {
        return at;
      }
    }
  }

  private String replace(int from, int to, String replacement) {
    return text.substring(0, from) + replacement + text.substring(to);
  }

  private String line() {
    return text.substring(begin, text.indexOf('\n', begin)).strip();
  }
}
