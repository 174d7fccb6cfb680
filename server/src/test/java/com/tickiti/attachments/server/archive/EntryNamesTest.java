package com.tickiti.attachments.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryNamesTest {

  @ParameterizedTest
  @CsvSource({
    "a.txt, a.txt",
    "../../etc/passwd, .._.._etc_passwd",
    "'C:\\temp\\a.txt', C__temp_a.txt",
    "'..', attachment__",
    "'', attachment",
    "'  ', attachment",
    "'a\u0000b\n.txt', a_b_.txt",
    "'a\u202Etxt.exe', a_txt.exe",
    "r\u00e9sum\u00e9 \ud83d\ude00.txt, r\u00e9sum\u00e9 \ud83d\ude00.txt"
  })
  void next_oddName_isOneSafeSegment(String name, String safe) {
    assertThat(new EntryNames().next(name)).isEqualTo(safe);
  }

  @Test
  void next_sameName_isNumbered() {
    EntryNames names = new EntryNames();

    assertThat(names.next("a.txt")).isEqualTo("a.txt");
    assertThat(names.next("A.TXT")).isEqualTo("A (2).TXT");
    assertThat(names.next("a (3).txt")).isEqualTo("a (3).txt");
    assertThat(names.next("a.txt")).isEqualTo("a (4).txt");
    assertThat(names.next("README")).isEqualTo("README");
    assertThat(names.next("readme")).isEqualTo("readme (2)");
  }

  @Test
  void next_longName_keepsItsExtension() {
    String name = new EntryNames().next("\ud83d\ude00".repeat(200) + ".txt");

    assertThat(name).endsWith("\ud83d\ude00.txt");
    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(240);
  }
}
