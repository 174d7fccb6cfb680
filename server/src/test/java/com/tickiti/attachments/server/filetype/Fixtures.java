package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real files beside {@code expected.csv}; their README tells what made each of them. */
final class Fixtures {
  private static final Set<String> NOT_FIXTURES =
      Set.of("README.md", "expected.csv", "cases.tsv", "cases");

  private Fixtures() {}

  static Path file(String name) {
    try {
      return Path.of(Fixtures.class.getResource("/filetype/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of them, sorted by name so that a seed gives the same run everywhere. */
  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(file("expected.csv").getParent())) {
      return files
          .filter(file -> !NOT_FIXTURES.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }
}
