package com.tickiti.attachments.server.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ManifestLinesTest {

  @Test
  void lines_areNumberedFromOne() throws IOException {
    try (ManifestLines lines = lines("a\n\n\u00e9".getBytes(UTF_8))) {
      assertThat(lines.next()).isEqualTo("a");
      assertThat(lines.number()).isEqualTo(1);
      assertThat(lines.next()).isEmpty();
      assertThat(lines.next()).isEqualTo("\u00e9");
      assertThat(lines.number()).isEqualTo(3);
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void byteOrderMark_isSkippedAtTheBeginningOnly() throws IOException {
    try (ManifestLines lines = lines("\ufeff{}\n\ufeff{}".getBytes(UTF_8))) {
      assertThat(lines.next()).isEqualTo("{}");
      assertThat(lines.next()).isEqualTo("\ufeff{}");
    }
  }

  @Test
  void otherEncodings_areRefused() {
    assertThatThrownBy(() -> lines("\u00e9".getBytes(ISO_8859_1)).next())
        .isInstanceOf(BadLineException.class)
        .hasMessage("the line is not UTF-8");
    byte[] overlongSlash = {(byte) 0xc0, (byte) 0xaf};
    assertThatThrownBy(() -> lines(overlongSlash).next()).isInstanceOf(BadLineException.class);
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    assertThatThrownBy(() -> lines(surrogate).next()).isInstanceOf(BadLineException.class);
  }

  @Test
  void lineAboveTheLimit_isRefused() {
    assertThatThrownBy(() -> lines(new byte[(16 << 20) + 1]).next())
        .isInstanceOf(BadLineException.class)
        .hasMessageContaining("16 MiB");
  }

  @Test
  void lineAfterOneAboveTheLimit_isRead() throws IOException {
    byte[] bytes = new byte[(16 << 20) + 3];
    bytes[bytes.length - 2] = '\n';
    bytes[bytes.length - 1] = 'b';
    try (ManifestLines lines = lines(bytes)) {
      assertThatThrownBy(lines::next).isInstanceOf(BadLineException.class);
      assertThat(lines.next()).isEqualTo("b");
      assertThat(lines.number()).isEqualTo(2);
    }
  }

  private static ManifestLines lines(byte[] bytes) {
    return new ManifestLines(new ByteArrayInputStream(bytes));
  }
}
