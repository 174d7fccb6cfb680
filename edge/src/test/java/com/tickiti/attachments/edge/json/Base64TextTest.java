package com.tickiti.attachments.edge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Base64TextTest {

  private static final int LENGTHS = 4_096;

  @ParameterizedTest
  @EnumSource
  void encode_everyLength_equalsTheJdks(Base64Text encoder) {
    Random random = new Random(7);
    for (int length = 0; length <= LENGTHS; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);

      assertThat(encode(encoder, bytes)).isEqualTo(Base64.getEncoder().encode(bytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void encode_everyThreeBytes_equalsTheJdks(Base64Text encoder) {
    byte[] bytes = new byte[3 << 16];
    for (int high = 0; high < 256; high++) {
      for (int low = 0; low < 1 << 16; low++) {
        bytes[3 * low] = (byte) high;
        bytes[3 * low + 1] = (byte) (low >> 8);
        bytes[3 * low + 2] = (byte) low;
      }

      assertThat(encode(encoder, bytes)).isEqualTo(Base64.getEncoder().encode(bytes));
    }
  }

  private static byte[] encode(Base64Text encoder, byte[] bytes) {
    byte[] text = new byte[(bytes.length + 2) / 3 * 4];
    return Arrays.copyOf(text, encoder.encode(bytes, text));
  }
}
