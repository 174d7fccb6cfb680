package com.tickiti.attachments.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EdgeConfigTest {

  private static final EdgeConfig DEFAULTS = EdgeConfig.defaults();

  @Test
  void constructor_outOfRange_namesValueAndExpectation() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withAddress("127.0.0.1", 65536))
        .withMessage("httpPort: 65536 (expected: 0 to 65535)");
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withAddress(" ", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withTimes(Duration.ZERO, DEFAULTS.pace()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withShutdown(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }

  @Test
  void constructor_quietPeriodOfZero_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withShutdown(Duration.ZERO, Duration.ofSeconds(1)));
  }

  @Test
  void with_changesNothingElse() {
    EdgeConfig changed =
        DEFAULTS
            .withAddress("::1", 1)
            .withShutdown(Duration.ofSeconds(1), Duration.ofSeconds(2))
            .withConnections(DEFAULTS.connections())
            .withTimes(DEFAULTS.requestTimeout(), DEFAULTS.pace())
            .withAddress(DEFAULTS.bindAddress(), DEFAULTS.httpPort())
            .withShutdown(DEFAULTS.quietPeriod(), DEFAULTS.gracePeriod());

    assertThat(changed).isEqualTo(DEFAULTS);
  }
}
