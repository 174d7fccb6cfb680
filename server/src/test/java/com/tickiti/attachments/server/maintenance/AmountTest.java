package com.tickiti.attachments.server.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "999, 999 bytes",
    "1000, 1.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "1196962, 1.2 MB",
    "9223372036854775807, 9.2 EB"
  })
  void size_isShownInDecimalUnits(long bytes, String text) {
    assertThat(Amount.bytes(bytes)).isEqualTo(text);
  }
}
