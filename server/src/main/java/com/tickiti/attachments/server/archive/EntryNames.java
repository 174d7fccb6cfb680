package com.tickiti.attachments.server.archive;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names for the entries of one archive: a sender's file name made safe to unpack, and told apart
 * from those before, also where case does not matter. Not thread-safe.
 */
final class EntryNames {

  /** What file systems take of a name. */
  private static final int MAX_BYTES = 240;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> repeated = new HashMap<>();

  /** The name of the next entry. */
  String next(String fileName) {
    String safe = safe(fileName);
    if (taken.add(key(safe))) {
      return safe;
    }
    int dot = safe.lastIndexOf('.');
    String stem = dot > 0 ? safe.substring(0, dot) : safe;
    String extension = dot > 0 ? safe.substring(dot) : "";
    int number = repeated.getOrDefault(key(safe), 1);
    String name;
    do {
      number++;
      name = stem + " (" + number + ")" + extension;
    } while (!taken.add(key(name)));
    repeated.put(key(safe), number);
    return name;
  }

  private static String key(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /** One path segment, without what a system may take for something else. */
  private static String safe(String fileName) {
    StringBuilder safe = new StringBuilder();
    fileName.codePoints().forEach(c -> safe.appendCodePoint(isUnsafe(c) ? '_' : c));
    String name = safe.toString().strip();
    if (name.isEmpty() || name.chars().allMatch(c -> c == '.')) {
      return "attachment" + name.replace('.', '_');
    }
    return shortened(name);
  }

  private static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.SURROGATE
        || "/\\:*?\"<>|".indexOf(c) >= 0;
  }

  private static String shortened(String name) {
    if (bytes(name) <= MAX_BYTES) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String extension = dot > 0 && bytes(name.substring(dot)) <= 20 ? name.substring(dot) : "";
    int[] stem = name.substring(0, name.length() - extension.length()).codePoints().toArray();
    int length = stem.length;
    while (bytes(new String(stem, 0, length)) + extension.length() > MAX_BYTES) {
      length--;
    }
    return new String(stem, 0, length) + extension;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
