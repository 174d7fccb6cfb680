package com.tickiti.attachments.edge.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file: UTF-8 lines {@code name = value}, whose names are those of options without
 * their dashes. Blank lines and lines that begin with {@code #} are skipped; a value ends with its
 * line and has no quotes or escapes.
 */
final class ConfigFile {

  private final Path path;
  private final Map<String, Line> lines;

  private ConfigFile(Path path, Map<String, Line> lines) {
    this.path = path;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @param known the names that it may have
   * @throws InvalidSettingException naming the file, the line and the name at fault
   */
  static ConfigFile read(Path path, Set<String> known) {
    Map<String, Line> lines = new LinkedHashMap<>();
    int number = 0;
    for (String text : allLines(path)) {
      number++;
      String line = text.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String place = path + ":" + number + ": ";
      int equals = line.indexOf('=');
      if (equals < 1) {
        // Not quoted: the line may hold a secret.
        throw new InvalidSettingException(place + "not a setting (expected: name = value)");
      }
      String name = line.substring(0, equals).strip();
      if (!known.contains(name)) {
        throw new InvalidSettingException(
            place + name + " is unknown (expected: the name of an option without its dashes)");
      }
      Line before = lines.put(name, new Line(number, line.substring(equals + 1).strip()));
      if (before != null) {
        throw new InvalidSettingException(
            place + name + " is already set in line " + before.number());
      }
    }
    return new ConfigFile(path, lines);
  }

  /** The value of a name, and where it is written; null where it is not. */
  @Nullable Sourced find(String name) {
    Line line = lines.get(name);
    return line == null ? null : new Sourced(line.value(), path + ":" + line.number());
  }

  private static List<String> allLines(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new InvalidSettingException("--config: " + path + " cannot be read");
    }
  }

  private record Line(int number, String value) {}
}
