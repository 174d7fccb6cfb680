package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeDetectorTest {
  private static final Set<String> BLOCKED = DefaultRules.blocked();

  @TempDir Path directory;

  private final TypeDetector detector = new TypeDetector();

  @ParameterizedTest
  @CsvFileSource(resources = "/filetype/expected.csv", numLinesToSkip = 1, nullValues = "-")
  void detect_realFile(String file, String mimeType, @Nullable String extension, String outcome)
      throws IOException {
    DetectedType type = detector.detect(Fixtures.file(file));

    assertThat(type.mimeType()).isEqualTo(mimeType);
    assertThat(type.extension()).isEqualTo(extension);
    assertThat(type.extensions().stream().anyMatch(BLOCKED::contains))
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
    DetectedType type = detect(text.replace("\\n", "\n"));

    assertThat(type.mimeType()).isEqualTo(mimeType);
    assertThat(type.extension()).isEqualTo(extension);
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
    assertThat(detect("")).isEqualTo(DetectedType.of("application/octet-stream", List.of()));
  }

  @Test
  void detect_missingFile_failsAsIoException() {
    assertThatThrownBy(() -> detector.detect(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private DetectedType detect(String text) throws IOException {
    return detector.detect(Files.write(directory.resolve("text"), text.getBytes(UTF_8)));
  }
}
