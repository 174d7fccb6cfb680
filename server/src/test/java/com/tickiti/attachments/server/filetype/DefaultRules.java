package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The extensions that the seeded rules block, read from the migrations that seed them. */
final class DefaultRules {
  private static final Set<String> REMOVED = Set.of("out", "bin", "mat", "xlsb");

  private DefaultRules() {}

  static Set<String> blocked() {
    Set<String> blocked = new TreeSet<>(in("V2__default_file_type_rules.sql"));
    blocked.removeAll(REMOVED);
    blocked.addAll(in("V6__default_file_type_rules.sql"));
    return blocked;
  }

  /** Every quoted list of words after the last word {@code blocked}: the notes do no harm. */
  private static Set<String> in(String migration) {
    Set<String> extensions = new TreeSet<>();
    try (InputStream in = DefaultRules.class.getResourceAsStream("/db/migration/" + migration)) {
      String sql = new String(in.readAllBytes(), UTF_8);
      Matcher words =
          Pattern.compile("'([a-z0-9_ -]+)'").matcher(sql.substring(sql.lastIndexOf("'blocked'")));
      while (words.find()) {
        extensions.addAll(Arrays.asList(words.group(1).strip().split(" +", -1)));
      }
      return extensions;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
