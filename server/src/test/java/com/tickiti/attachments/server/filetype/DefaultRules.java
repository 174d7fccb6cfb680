package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The extensions that the seeded rules block, read from the migrations that seed them. */
final class DefaultRules {
  private static final Set<String> REMOVED = Set.of("out", "bin", "mat", "xlsb");

  private static final Set<String> ALLOWED =
      Set.of(
          "pdf doc docx xls xlsx ppt pptx txt rtf csv jpg jpeg png gif webp bmp svg zip 7z"
              .split(" ", -1));

  private static final Set<String> BLOCKED = blocked();

  private DefaultRules() {}

  /** What a download meets of a file with a plain name and a detected type. */
  static String outcome(String name, DetectedType type) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    FileTypeOutcome byName =
        BLOCKED.contains(extension)
            ? FileTypeOutcome.BLOCKED
            : ALLOWED.contains(extension) ? FileTypeOutcome.ALLOWED : null;
    return FileTypeOutcome.decide(
            byName,
            type.extensions().stream().anyMatch(BLOCKED::contains),
            type.reviewReason() != null)
        .stored();
  }

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
