package com.tickiti.attachments.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.limit.ConcurrentCalls.Call;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrentCallsTest {

  private final ConcurrentCalls calls = new ConcurrentCalls(2);

  @Test
  void begin_upToTheLimit_thenNoneUntilOneEnds() {
    Call first = calls.begin(7).orElseThrow();
    assertThat(calls.begin(7)).isPresent();
    assertThat(calls.begin(7)).isEmpty();
    assertThat(calls.begin(8)).isPresent();

    first.close();

    assertThat(calls.begin(7)).isPresent();
    assertThat(calls.begin(7)).isEmpty();
  }

  @Test
  void close_twice_countsOnce() {
    Call first = calls.begin(7).orElseThrow();
    assertThat(calls.begin(7)).isPresent();

    first.close();
    first.close();

    assertThat(calls.begin(7)).isPresent();
    assertThat(calls.begin(7)).isEmpty();
  }

  @Test
  void keysWithoutCalls_areForgotten() {
    long begun =
        IntStream.range(0, 100_000)
            .parallel()
            .mapToObj(i -> calls.begin(i % 100))
            .flatMap(Optional::stream)
            .peek(Call::close)
            .count();

    assertThat(begun).isPositive();
    assertThat(calls.size()).isZero();
  }
}
