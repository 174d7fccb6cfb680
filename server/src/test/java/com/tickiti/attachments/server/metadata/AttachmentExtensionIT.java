package com.tickiti.attachments.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.database.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The SQL function by which a file name gets the extension that the rules are kept by. */
class AttachmentExtensionIT {

  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = new TestDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  static Arguments[] names() {
    return new Arguments[] {
      Arguments.of("UPDD Diag.zip", "zip"),
      Arguments.of("invoice.pdf.EXE.", "exe"),
      Arguments.of("invoice.pdf.exe . . ", "exe"),
      Arguments.of("report.PDF", "pdf"),
      Arguments.of("SETUP.MSI", "msi"),
      Arguments.of("archive.tar.gz", "gz"),
      Arguments.of(".bashrc", "bashrc"),
      Arguments.of("README", null),
      Arguments.of("", null),
      Arguments.of("...", null),
      Arguments.of("name.", null),
      Arguments.of("a.exe\u0000".replace("\u0000", "\t\n"), "exe"),
      Arguments.of("photo\u202egpj.exe", "exe"),
      Arguments.of("a.exe\u202e", "exe"),
      Arguments.of("a.e\u200bxe", "exe"),
      Arguments.of("a.\u202eexe", "exe"),
      Arguments.of("a.exe\u00a0\u3000\ufeff", "exe"),
      Arguments.of("a.exe\u2066\u2069.", "exe"),
      Arguments.of("a.pdf .exe", "exe"),
      Arguments.of("a. exe", "exe"),
      Arguments.of("caf\u00e9.\u00c9t\u00e9", "\u00c9t\u00e9"),
      Arguments.of("\ud83d\ude00.zip", "zip"),
      Arguments.of("a.\ud83d\ude00", "\ud83d\ude00"),
      Arguments.of("line\nbreak.txt", "txt"),
      Arguments.of("a.tx\nt", "txt"),
      Arguments.of("a.exe::$DATA", "exe::$data"),
    };
  }

  @ParameterizedTest
  @MethodSource("names")
  void attachmentExtension_anyName_isTheLastOneStripped(String name, @Nullable String extension) {
    assertThat(database.sql().fetchValue("SELECT attachment_extension(?)", name))
        .isEqualTo(extension);
  }
}
