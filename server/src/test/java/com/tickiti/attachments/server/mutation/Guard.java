package com.tickiti.attachments.server.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A check in the product's code and the edit that takes it out. The comment {@code // guard: NAME}
 * stands above the check.
 *
 * @param name what is checked
 * @param find what the line below the comment has exactly once; {@code null} where the check is a
 *     whole condition or a whole line
 * @param replacement what takes its place
 * @param tests the classes of which one must fail without it
 */
record Guard(String name, @Nullable String find, String replacement, List<String> tests) {

  private static final String ROOT_PACKAGE = "com.tickiti.attachments";

  private static final Map<String, MarkedSource> SOURCES = MarkedSource.all();

  Guard {
    tests = List.copyOf(tests);
  }

  /** All guards of {@code guards.txt}. */
  static List<Guard> all() {
    try {
      Path list = Path.of(Guard.class.getResource("/trust/guards.txt").toURI());
      return Arrays.stream(Files.readString(list).strip().split("\n\n", -1))
          .filter(block -> !block.startsWith("#"))
          .map(Guard::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Guard parse(String block) {
    List<String> lines = new ArrayList<>(block.lines().toList());
    String name = lines.remove(0);
    String find = lines.size() == 1 ? null : after("-", lines.remove(0));
    String replacement = find == null ? "" : after("+", lines.remove(0));
    List<String> tests =
        Arrays.stream(after("seen by", lines.get(0)).split(", ", -1))
            .map(test -> ROOT_PACKAGE + "." + test)
            .toList();
    return new Guard(name, find, replacement, tests);
  }

  private static String after(String mark, String line) {
    if (!line.startsWith(mark)) {
      throw new IllegalArgumentException("line: " + line + " (expected: " + mark + " ...)");
    }
    return line.substring(mark.length()).strip();
  }

  /** Where the check is. */
  MarkedSource source() {
    MarkedSource source = SOURCES.get(name);
    if (source == null) {
      throw new AssertionError("no source has the comment: " + MarkedSource.MARK + name);
    }
    return source;
  }

  /** The source without the check. */
  String sourceWithout() {
    return find == null ? source().withoutMarked() : source().with(find, replacement);
  }
}
