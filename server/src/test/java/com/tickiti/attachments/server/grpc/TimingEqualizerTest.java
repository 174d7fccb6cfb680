package com.tickiti.attachments.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.v1.ErrorReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingEqualizerTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1000000",
    "5, 999999, 1000005",
    "5, 1000005, 2000005",
    "-7, 2999992, 2999993",
  })
  void nextTick_anyTime_isWholeMillisecondsAfterTheBegin(long begin, long now, long tick) {
    assertThat(TimingEqualizer.nextTick(begin, now)).isEqualTo(tick);
  }

  @Test
  void await_reasonThatHidesSomething_isNotEarly() {
    for (int n = 0; n < 50; n++) {
      long begin = System.nanoTime();

      TimingEqualizer.await(ErrorReason.ERROR_REASON_UNAUTHENTICATED, begin);

      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(1_000_000);
    }
  }
}
