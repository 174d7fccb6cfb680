package com.tickiti.attachments.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "500ms, 500",
    "10s, 10000",
    "2m, 120000",
    "1h, 3600000",
    "7d, 604800000",
    "10000d, 864000000000",
    "007s, 7000"
  })
  void duration_readsEveryUnit(String text, long millis) {
    assertThat(Units.duration(text).toMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "s", "1 day", "-1s", "1.5h", "1S", "1w", "1s2s", "٣s"})
  void duration_anythingElse_saysWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.duration(text))
        .withMessage("such as 500ms, 30s, 10m, 24h or 7d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10001d", "999999999999999d", "999999999999999h", "864000000001ms"})
  void duration_thatOverflows_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.duration(text))
        .withMessage("at most 10000d");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "10K, 10240",
    "10KiB, 10240",
    "10 KiB, 10240",
    "10M, 10485760",
    "1GiB, 1073741824",
    "9223372036854775807, 9223372036854775807",
    "8589934591GiB, 9223372035781033984"
  })
  void size_readsEveryUnit(String text, long bytes) {
    assertThat(Units.size(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "10k", "10MB", "1.5G", "-1", "10T", "0x10", "10MiBytes"})
  void size_anythingElse_saysWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.size(text))
        .withMessage("a number of bytes, or one with KiB, MiB or GiB such as 10MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8589934592GiB", "9223372036854775808", "9999999999999999999G"})
  void size_thatOverflows_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.size(text))
        .withMessage("less than 8589934592GiB");
  }
}
