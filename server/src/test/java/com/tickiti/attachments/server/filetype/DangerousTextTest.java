package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that a program obeys, in disguises that change nothing for that program. */
class DangerousTextTest {

  private static final String ALLOWED_NAME = "a.txt";

  /** By the extension they are dangerous under. */
  private static final Map<String, String> TEXTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("url", "[InternetShortcut]\r\nURL=file://h/x.exe\r\n"),
              Map.entry("scf", "[Shell]\r\nCommand=2\r\nIconFile=\\\\h\\s\\i.ico\r\n"),
              Map.entry("desktop", "[Desktop Entry]\nType=Application\nExec=sh -c id\n"),
              Map.entry("inf", "[Version]\r\nSignature=\"$CHICAGO$\"\r\n"),
              Map.entry("inf autorun", "[autorun]\r\nopen=setup.exe\r\n"),
              Map.entry("udl", "[oledb]\r\n; a comment\r\nProvider=SQLOLEDB.1;x\r\n"),
              Map.entry("reg", "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\x]\r\n"),
              Map.entry("slk", "ID;PWXL;N;E\r\nC;X1;Y1;K0;EEXEC(\"calc\")\r\nE\r\n"),
              Map.entry("slk short", "ID;P\r\nC;Y1;X1;EEXEC(\"calc\")\r\n"),
              Map.entry("iqy", "WEB\r\n1\r\nhttp://h/x\r\n"),
              Map.entry("rdp", "screen mode id:i:2\r\nfull address:s:h\r\n"),
              Map.entry("bat", "@echo off\r\ndel x\r\n"),
              Map.entry("bat set", "echo off\r\nset x=1\r\ncall %x%\r\n"),
              Map.entry("bat rem", "rem hi\r\nstart \"\" \"%TEMP%\\x.exe\"\r\n"),
              Map.entry("vbe", "#@~^AAAAAA==x"),
              Map.entry("php", "<?php system(1);"),
              Map.entry("php short", "<?= `id` ?>"),
              Map.entry("php page", "<html><body><?php eval($_GET['x']); ?></body></html>"),
              Map.entry("hta", "<html><HTA:APPLICATION ID=\"x\"/></html>"),
              Map.entry("wsf", "<job id=\"x\"><script language=\"VBScript\">x</script></job>"),
              Map.entry("sct", "<scriptlet><script language=\"JScript\">1</script></scriptlet>"),
              Map.entry("msc", "<MMC_ConsoleFile ConsoleVersion=\"3.0\"><x/></MMC_ConsoleFile>"),
              Map.entry("jnlp", "<jnlp spec=\"1.0\"><information/></jnlp>"),
              Map.entry("settings", "<PCSettings><SearchableContent/></PCSettings>"),
              Map.entry("library", "<libraryDescription><name>a</name></libraryDescription>"),
              Map.entry("click once", "<a:assembly xmlns:a=\"x\"><deployment/></a:assembly>"),
              Map.entry(
                  "webloc",
                  "<plist version=\"1.0\"><dict><key>URL</key><string>file:///x</string></dict></plist>"),
              Map.entry(
                  "terminal",
                  "<plist version=\"1.0\"><dict><key>CommandString</key><string>id</string></dict></plist>"),
              Map.entry(
                  "flat word",
                  "<w:wordDocument xmlns:w=\"x\" w:macrosPresent=\"yes\"><w:docSuppData/></w:wordDocument>"),
              Map.entry("sh", "#!/bin/sh\nrm -rf x\n"),
              Map.entry("py", "#!/usr/bin/env python3\nprint(1)\n"),
              Map.entry(
                  "mht",
                  "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n"
                      + "--x\r\nContent-Location: file:///C:/editdata.mso\r\n\r\nQWN0aXZlTWltZQ==\r\n--x--")));

  @TempDir Path directory;

  private final TypeDetector detector = new TypeDetector();

  static Stream<Arguments> texts() {
    return TEXTS.entrySet().stream().map(text -> Arguments.of(text.getKey(), text.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void detect_asItIs_isBlocked(String kind, String text) throws IOException {
    assertThat(outcome(text.getBytes(UTF_8))).isEqualTo("blocked");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void detect_oddBytesAround_isBlocked(String kind, String text) throws IOException {
    for (String end :
        new String[] {"\0", "\0\0\0\0", "\u001a", "\u0001", "\u007f", "\u0001\u0002\u0003"}) {
      assertThat(outcome((text + end).getBytes(UTF_8)))
          .as("before %s", hex(end))
          .isEqualTo("blocked");
    }
    for (String start :
        new String[] {"\0", "\u0001", "\ufeff", "\r\n\r\n  ", "\ufeff\r\n", "\r\n".repeat(4000)}) {
      assertThat(outcome((start + text).getBytes(UTF_8)))
          .as("after %s", hex(start))
          .isEqualTo("blocked");
    }
    assertThat(outcome((text + "\r\ncaf\u00e9 \u0081\u00ff").getBytes(ISO_8859_1)))
        .isEqualTo("blocked");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void detect_utf16_isBlocked(String kind, String text) throws IOException {
    for (String start : new String[] {"", "\ufeff"}) {
      assertThat(outcome((start + text).getBytes(UTF_16LE))).isEqualTo("blocked");
      assertThat(outcome((start + text).getBytes(UTF_16BE))).isEqualTo("blocked");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void detect_farBehindOrAfterAWord_isBlocked(String kind, String text) throws IOException {
    if (text.startsWith("<")) {
      assertThat(outcome("<!--" + "x".repeat(5_000) + "-->" + text)).isEqualTo("blocked");
      assertThat(outcome("hello" + text)).isEqualTo("blocked");
    } else if (text.startsWith("[")) {
      assertThat(outcome("; a comment of words\r\n".repeat(400) + text)).isEqualTo("blocked");
      assertThat(outcome("[other]\r\na=b\r\n" + text)).isEqualTo("blocked");
      assertThat(outcome("hello\r\n" + text)).isEqualTo("blocked");
    } else if (kind.startsWith("bat")) {
      assertThat(outcome("rem a comment of words\r\n".repeat(400) + text)).isEqualTo("blocked");
    }
  }

  static Stream<Arguments> beyondTheLimit() {
    return Stream.of(
        Arguments.of("html", "<html>" + "x".repeat(2_000_000), TEXTS.get("hta")),
        Arguments.of("php", "<html>" + "x".repeat(2_000_000), TEXTS.get("php")),
        Arguments.of("blank", "\n".repeat(36_000_000), TEXTS.get("bat")),
        Arguments.of("ini", "; x\n".repeat(600_000), TEXTS.get("url")),
        Arguments.of("xml", "<!--" + "x".repeat(2_000_000) + "-->", TEXTS.get("wsf")),
        Arguments.of("rem", "rem x\n".repeat(400_000), TEXTS.get("bat rem")),
        Arguments.of("slk", "ID;PWXL;N;E\r\n" + "P;Px\r\n".repeat(300_000), "C;X1;Y1;K0\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", " ", "\0"})
  void detect_blankForMegabytes_looksAtWhatFollows(String blank) throws IOException {
    String before = blank.repeat(3_000_000);

    assertThat(outcome(before + TEXTS.get("bat"))).isEqualTo("blocked");
    assertThat(outcome(before + "Dear all,\nsee below.\n")).isEqualTo("allowed");
    assertThat(outcome(before)).isEqualTo("allowed");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("beyondTheLimit")
  void detect_beyondTheLimit_isReviewAtLeastAndSaysSo(String kind, String before, String text)
      throws IOException {
    DetectedType type = detect((before + text).getBytes(UTF_8));

    assertThat(DefaultRules.outcome(ALLOWED_NAME, type)).isEqualTo("review");
    assertThat(type.reviewReason()).isEqualTo(DetectedType.LIMIT_REACHED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "an ordinary line of a log\r\n",
        "a,b,c\n",
        "x",
        "word\n",
        "k=v\n",
        "2026-01-01T00:00:00Z,INFO,x\n",
        "INSERT INTO x VALUES (1);\n",
        "# a comment\nk=v\n",
      })
  void detect_largeOrdinaryText_needsNoReview(String line) throws IOException {
    assertThat(outcome(line.repeat(3_000_000 / line.length()))).isEqualTo("allowed");
    assertThat(outcome("<svg>" + line.repeat(2_000_000 / line.length()))).isEqualTo("allowed");
    assertThat(outcome("[main]\n" + line.repeat(2_000_000 / line.length()))).isEqualTo("allowed");
  }

  private static String hex(String text) {
    return text.codePoints().limit(4).mapToObj(Integer::toHexString).toList().toString();
  }

  private String outcome(String text) throws IOException {
    return outcome(text.getBytes(UTF_8));
  }

  private String outcome(byte[] content) throws IOException {
    return DefaultRules.outcome(ALLOWED_NAME, detect(content));
  }

  private DetectedType detect(byte[] content) throws IOException {
    return detector.detect(Files.write(directory.resolve("text"), content));
  }
}
