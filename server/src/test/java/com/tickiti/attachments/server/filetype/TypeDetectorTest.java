package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeDetectorTest {
  private static final Set<String> BLOCKED = blockedBySeed();

  @TempDir Path directory;

  private final TypeDetector detector = new TypeDetector();

  @ParameterizedTest
  @CsvFileSource(resources = "/filetype/expected.csv", numLinesToSkip = 1, nullValues = "-")
  void detect_realFile(String file, String mimeType, @Nullable String extension, String outcome)
      throws IOException {
    DetectedType type = detector.detect(Fixtures.file(file));

    assertThat(type).isEqualTo(new DetectedType(mimeType, extension));
    assertThat(extension != null && BLOCKED.contains(extension))
        .as("blocked by the seeded rules")
        .isEqualTo(outcome.equals("blocked"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.txt", "x", "x.exe", "x.docx"})
  void detect_lyingName_sameAnswer(String lie) throws IOException {
    for (Path file : Fixtures.all()) {
      Path renamed = Files.copy(file, directory.resolve(lie));
      assertThat(detector.detect(renamed)).as(file.toString()).isEqualTo(detector.detect(file));
      Files.delete(renamed);
    }
  }

  @Test
  void expectedTable_hasEveryFixture() throws IOException {
    List<String> rows =
        Files.readAllLines(Fixtures.file("expected.csv")).stream()
            .skip(1)
            .map(row -> row.substring(0, row.indexOf(',')))
            .sorted()
            .toList();

    assertThat(rows)
        .isEqualTo(Fixtures.all().stream().map(file -> file.getFileName().toString()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          py   | text/x-python            | #!/usr/bin/env -S LANG=C python3.12 -u
          rb   | text/x-ruby              | #! /usr/bin/env ruby
          ps1  | application/x-powershell | #!/opt/bin/pwsh
          tcl  | text/x-tcl               | #!/usr/bin/tclsh8.6
          sh   | application/x-sh         | #!/bin/zsh
          sh   | application/x-sh         | #!/usr/bin/env
          reg  | text/plain               | REGEDIT4
          scf  | text/plain               | [Shell]\\nCommand=2\\nIconFile=\\\\a\\b
          inf  | text/plain               | ; driver\\n[Version]\\nSignature="$CHICAGO$"
          slk  | text/plain               | ID;PWXL;N;E\\nP;PGeneral
          iqy  | text/plain               | WEB\\n1\\nhttps://example.test/
          msc  | application/xml          | <?xml version="1.0"?><!-- a --><MMC_ConsoleFile/>
          sct  | text/plain               | <scriptlet><script/></scriptlet>
          bat  | application/x-bat        | @ECHO OFF
          bat  | application/x-bat        | rem tidy up\\ndel *.tmp\\npause\\n
          """)
  void detect_textThatRuns(String extension, String mimeType, String text) throws IOException {
    assertThat(detect(text.replace("\\n", "\n"))).isEqualTo(new DetectedType(mimeType, extension));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MZ 250, spare parts, 3 pieces",
        "Rem Koolhaas called about the printer.\r\nCall him back.\r\n",
        "#!!! URGENT !!!\n",
        "How to recognise one: <hta:application id='a'/>",
        "ID;Price;Queue\nA;1;2\n",
        "/*! jQuery UI - v1.13.2 */ .ui-helper { display: none }",
        "A link file begins with\n[InternetShortcut]\nURL=https://example.test/",
        "A driver says\nSignature=\"$CHICAGO$\"",
        "# A heading\n\nHow to run it: #!/bin/sh",
        "Windows Registry: how to edit it",
        "",
      })
  void detect_textThatOnlyLooksLikeIt_isNotBlocked(String text) throws IOException {
    assertThat(detect(text).extension()).isIn(null, "txt");
  }

  @Test
  void detect_empty_isOctetStreamWithoutExtension() throws IOException {
    assertThat(detect("")).isEqualTo(new DetectedType("application/octet-stream", null));
  }

  @Test
  void detect_missingFile_failsAsIoException() {
    assertThatThrownBy(() -> detector.detect(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private DetectedType detect(String text) throws IOException {
    return detector.detect(Files.write(directory.resolve("text"), text.getBytes(UTF_8)));
  }

  /** Every quoted list of words after the word {@code blocked}: the notes among them do no harm. */
  private static Set<String> blockedBySeed() {
    try (InputStream in =
        TypeDetector.class.getResourceAsStream("/db/migration/V2__default_file_type_rules.sql")) {
      String sql = new String(in.readAllBytes(), UTF_8);
      return Pattern.compile("'([a-z0-9 -]+)'")
          .matcher(sql.substring(sql.indexOf("'blocked'")))
          .results()
          .map((MatchResult match) -> match.group(1))
          .flatMap(words -> Arrays.stream(words.strip().split(" ", -1)))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
