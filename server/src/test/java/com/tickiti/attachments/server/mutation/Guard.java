package com.tickiti.attachments.server.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A check in the product's code and the edit that takes it out.
 *
 * @param name what is checked
 * @param module its directory, below the root
 * @param file its source, below the root package
 * @param find what stands in the source exactly once
 * @param replacement what takes its place
 * @param tests the classes of which one must fail without it
 */
record Guard(
    String name, String module, String file, String find, String replacement, List<String> tests) {

  private static final String ROOT_PACKAGE = "com.tickiti.attachments";

  Guard {
    tests = List.copyOf(tests);
  }

  /** All guards of {@code guards.txt}. */
  static List<Guard> all() {
    try {
      Path list = Path.of(Guard.class.getResource("/trust/guards.txt").toURI());
      return Arrays.stream(Files.readString(list).split("\n\n", -1))
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
    List<String> lines = block.lines().toList();
    String[] place = lines.get(1).split(" ", 2);
    return new Guard(
        lines.get(0),
        place[0],
        place[1],
        after("-", lines.get(2)),
        after("+", lines.get(3)),
        Arrays.stream(after("seen by", lines.get(4)).split(", ", -1))
            .map(name -> ROOT_PACKAGE + "." + name)
            .toList());
  }

  private static String after(String mark, String line) {
    if (!line.startsWith(mark)) {
      throw new IllegalArgumentException("line: " + line + " (expected: " + mark + " ...)");
    }
    return line.substring(mark.length()).strip();
  }

  /** The module's directory, seen from a sibling's. */
  Path moduleDirectory() {
    return Path.of("..", module).toAbsolutePath().normalize();
  }

  /** The source without the check. */
  String sourceWithout() throws IOException {
    String source =
        Files.readString(
            moduleDirectory()
                .resolve("src/main/java")
                .resolve(ROOT_PACKAGE.replace('.', '/'))
                .resolve(file));
    int at = source.indexOf(find);
    if (at < 0 || source.indexOf(find, at + 1) >= 0) {
      throw new AssertionError(name + ": not exactly once in " + file + ": " + find);
    }
    return source.substring(0, at) + replacement + source.substring(at + find.length());
  }
}
