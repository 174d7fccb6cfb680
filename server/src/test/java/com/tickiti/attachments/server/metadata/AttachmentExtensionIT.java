package com.tickiti.attachments.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.filetype.RuleExtension;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The SQL function by which a file name gets the extension that the rules are kept by. */
class AttachmentExtensionIT {

  private static final int BATCH = 8192;

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
      Arguments.of("caf\u00e9.\u00c9t\u00e9", "\u00e9t\u00e9"),
      Arguments.of("\ud83d\ude00.zip", "zip"),
      Arguments.of("a.\ud83d\ude00", "\ud83d\ude00"),
      Arguments.of("line\nbreak.txt", "txt"),
      Arguments.of("a.tx\nt", "txt"),
      Arguments.of("run.ps1::$DATA", "ps1"),
      Arguments.of("run.bat:$DATA", "bat"),
      Arguments.of("run.bat:x:$DATA", "bat"),
      Arguments.of("run.bat::$INDEX_ALLOCATION", "bat"),
      Arguments.of("run.bat:notes", "bat"),
      Arguments.of("photo.jpg:evil.exe", "exe"),
      Arguments.of("\"run.exe\"", "exe"),
      Arguments.of("'run.exe'", "exe"),
      Arguments.of("\u201crun.exe\u201d", "exe"),
      Arguments.of("\u00abrun.exe\u00bb", "exe"),
      Arguments.of("`run.exe`", "exe"),
      Arguments.of("run.exe/", "exe"),
      Arguments.of("run.exe\\", "exe"),
      Arguments.of("run.exe /. \\", "exe"),
      Arguments.of("run.exe::$DATA\" .", "exe"),
      Arguments.of("dir.exe/readme", null),
      Arguments.of("=?utf-8?Q?evil.exe?=", "exe"),
      Arguments.of("=?UTF-8?B?ZXZpbC5leGU=?=", "exe"),
      Arguments.of("=?utf-8?q?evil=2Eexe?=", "exe"),
      Arguments.of("=?utf-8?Q?evil.e?= =?utf-8?Q?xe?=", "exe"),
      Arguments.of("=?iso-8859-1*de?Q?b=F6se.exe?=", "exe"),
      Arguments.of("=?utf-8?B?!!!?=", null),
      Arguments.of("what=?.txt", "txt"),
      Arguments.of("run.exe\u1680", "exe"),
      Arguments.of("run.exe\u2800", "exe"),
      Arguments.of("run.e\u2800xe", "exe"),
      Arguments.of("run.exe\ufe0f", "exe"),
      Arguments.of("run.ex\ufe0fe", "exe"),
      Arguments.of("run.exe\udb40\udc65\udb40\udc7f", "exe"),
      Arguments.of("run.exe\u3164\u115f\uffa0", "exe"),
      Arguments.of("run.exe\u034f", "exe"),
      Arguments.of("backup.\u212aey", "key"),
      Arguments.of("run.p\u017f1", "ps1"),
      Arguments.of("run.\u03a3\u03c2", "\u03c3\u03c3"),
      Arguments.of("a.b,c", "b,c"),
    };
  }

  /** Which rules can be kept, and under which extension, is what the function makes of names. */
  @Test
  void ruleExtension_anyCharacter_agreesWithTheFunction() {
    for (int start = 1; start < 0x110000; start += BATCH) {
      int[] characters =
          IntStream.range(start, Math.min(start + BATCH, 0x110000))
              .filter(c -> c < 0x3400 || (c > 0x9fff && c < 0xac00) || c > 0xdfff)
              .filter(c -> Character.getType(c) != Character.PRIVATE_USE)
              .filter(c -> c < 0x17000 || (c > 0x18fff && c < 0x20000) || c > 0xdffff)
              .filter(c -> Character.isDefined(c) || c == 0xe0fff)
              .filter(c -> c != ',' && c != ';')
              .toArray();
      String[] names =
          IntStream.of(characters)
              .mapToObj(c -> "x.a" + Character.toString(c) + "b")
              .toArray(String[]::new);
      List<String> extensions =
          database
              .sql()
              .fetch(
                  "SELECT attachment_extension(name) FROM unnest(?) WITH ORDINALITY AS t (name, n)"
                      + " ORDER BY n",
                  (Object) names)
              .getValues(0, String.class);
      for (int i = 0; i < characters.length; i++) {
        String rule = "a" + Character.toString(characters[i]) + "b";
        assertThat(normalised(rule))
            .as("U+%04X", characters[i])
            .isEqualTo(isWhole(rule, extensions.get(i)) ? extensions.get(i) : null);
      }
    }
  }

  private static boolean isWhole(String rule, @Nullable String extension) {
    return extension != null && extension.length() == rule.length();
  }

  private static @Nullable String normalised(String rule) {
    try {
      return RuleExtension.normalise(rule);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void attachmentExtension_anyName_isTheLastOneStripped(String name, @Nullable String extension) {
    assertThat(database.sql().fetchValue("SELECT attachment_extension(?)", name))
        .isEqualTo(extension);
  }
}
