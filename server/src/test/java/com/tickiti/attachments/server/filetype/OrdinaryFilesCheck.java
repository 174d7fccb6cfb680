package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Up to 40,000 files of the machine whose names are not blocked: each that is blocked by its
 * content must have the mark of a program or a script. Run it with {@code
 * -Dattachments.ordinary=/usr -Dtest=OrdinaryFilesCheck}; it prints what it found by type.
 */
@EnabledIfSystemProperty(named = "attachments.ordinary", matches = ".+")
class OrdinaryFilesCheck {

  private static final int MAX_FILES = 40_000;
  private static final long MAX_BYTES = 64L << 20;
  private static final int HEAD_BYTES = 1 << 20;

  /** What a person would call a good reason, found without the detector. */
  private static final Pattern MARK =
      Pattern.compile(
          "\\A(?:\u007fELF|MZ|PK|\u00ca\u00fe\u00ba\u00be|[\u00ce\u00cf]\u00fa\u00ed\u00fe"
              + "|#!\\s*/|!<arch>|..\r\n.*|FasdUAS|0)|<\\?(?:php|=)|(?i:@?echo off)|\\[Desktop Entry]"
              + "|(?i:function)|=>|%\\w+%",
          Pattern.DOTALL);

  @Test
  void ordinaryFiles_areBlockedForAGoodReason() throws IOException {
    TypeDetector detector = new TypeDetector();
    Set<String> blocked = DefaultRules.blocked();
    Map<String, Integer> blockedByType = new TreeMap<>();
    Map<String, Integer> reviewedByReason = new TreeMap<>();
    List<Path> groundless = new ArrayList<>();
    List<Path> files = files(blocked);
    for (Path file : files) {
      DetectedType type = detector.detect(file);
      if (type.extensions().stream().anyMatch(blocked::contains)) {
        blockedByType.merge(type.mimeType() + " " + type.extension(), 1, Integer::sum);
        if (!MARK.matcher(head(file)).find()) {
          groundless.add(file);
        }
      } else if (type.reviewReason() != null) {
        reviewedByReason.merge(type.reviewReason(), 1, Integer::sum);
      }
    }
    System.out.printf(
        "%d files, blocked by content: %s, to review by content: %s%n",
        files.size(), blockedByType, reviewedByReason);
    assertThat(groundless).isEmpty();
  }

  private static List<Path> files(Set<String> blocked) throws IOException {
    Path root = Path.of(System.getProperty("attachments.ordinary"));
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(file -> isCandidate(file, blocked)).sorted().forEach(files::add);
    }
    Collections.shuffle(files, new Random(1));
    return files.subList(0, Math.min(files.size(), MAX_FILES));
  }

  private static boolean isCandidate(Path file, Set<String> blocked) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !Files.isSymbolicLink(file)
        && Files.isRegularFile(file)
        && Files.isReadable(file)
        && file.toFile().length() <= MAX_BYTES
        && !blocked.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), ISO_8859_1);
    }
  }
}
