package com.tickiti.attachments.edge.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.limit.MemoryBudget;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefetchTest {

  private static final int EXTRA_BYTES = 100;

  private final MemoryBudget budget = new MemoryBudget(4 * EXTRA_BYTES);
  private final Prefetch demand = new Prefetch(() -> budget.reserveSpare(EXTRA_BYTES));

  @Test
  void sent_atFirst_asksForOneInPlaceOfEach() {
    assertThat(sent(5)).containsExactly(1, 1, 1, 1, 1);
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void sent_fastReader_asksForBatches() {
    takePromptly(Prefetch.PROMPT_IN_A_ROW);

    assertThat(sent(9)).containsExactly(7, 0, 0, 0, 4, 0, 0, 0, 4);
    assertThat(budget.reservedBytes()).isEqualTo(EXTRA_BYTES);
  }

  @Test
  void sent_notPromptForLongEnough_staysAtOne() {
    takePromptly(Prefetch.PROMPT_IN_A_ROW - 1);
    demand.taken(Prefetch.PROMPT.plusNanos(1));
    takePromptly(Prefetch.PROMPT_IN_A_ROW - 1);

    assertThat(sent(3)).containsExactly(1, 1, 1);
  }

  @Test
  void sent_readerBecomesSlow_asksForNothingUntilFewAreLeftAndGivesTheMemoryBack() {
    takePromptly(Prefetch.PROMPT_IN_A_ROW);
    assertThat(sent(1)).containsExactly(7);
    demand.taken(Prefetch.PROMPT.plusNanos(1));

    assertThat(sent(5)).containsOnly(0);
    assertThat(budget.reservedBytes()).isEqualTo(EXTRA_BYTES);
    assertThat(sent(3)).containsExactly(0, 1, 1);
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void sent_noMemoryToSpare_staysAtOne() {
    assertThat(budget.reserve(1)).isPresent();
    takePromptly(Prefetch.PROMPT_IN_A_ROW);

    assertThat(sent(3)).containsExactly(1, 1, 1);
    assertThat(budget.reservedBytes()).isEqualTo(1);
  }

  private List<Integer> sent(int chunks) {
    return IntStream.range(0, chunks).mapToObj(i -> demand.sent()).toList();
  }

  private void takePromptly(int chunks) {
    for (int i = 0; i < chunks; i++) {
      demand.taken(Duration.ZERO);
    }
  }
}
