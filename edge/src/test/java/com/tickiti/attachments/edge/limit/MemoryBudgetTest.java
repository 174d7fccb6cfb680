package com.tickiti.attachments.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.limit.MemoryBudget.Reservation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private final MemoryBudget budget = new MemoryBudget(100);

  @Test
  void reserve_upToTheLastByte_thenNone() {
    assertThat(budget.reserve(60)).isPresent();
    assertThat(budget.reserve(41)).isEmpty();
    assertThat(budget.reserve(40)).isPresent();
    assertThat(budget.reserve(1)).isEmpty();
    assertThat(budget.reservedBytes()).isEqualTo(100);
  }

  @Test
  void reserve_besidesMore_reservesItsOwnOnlyWhereBothAreLeft() {
    assertThat(budget.reserve(60, 41)).isEmpty();
    assertThat(budget.reserve(60, 40)).isPresent();
    assertThat(budget.reservedBytes()).isEqualTo(60);
  }

  @Test
  void reserveSpare_leavesThreeQuarters() {
    assertThat(budget.reserveSpare(26)).isEmpty();
    assertThat(budget.reserveSpare(25)).isPresent();
    assertThat(budget.reserveSpare(1)).isEmpty();
    assertThat(budget.reserve(75)).isPresent();
  }

  @Test
  void reserve_moreThanThereCanBe_doesNotOverflow() {
    assertThat(budget.reserve(Long.MAX_VALUE)).isEmpty();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void close_twice_givesBackOnce() {
    Reservation first = budget.reserve(50).orElseThrow();
    Reservation second = budget.reserve(50).orElseThrow();

    first.close();
    first.close();

    assertThat(budget.reservedBytes()).isEqualTo(50);
    second.close();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void reserve_byManyAtOnce_neverExceedsAndAllComesBack() {
    AtomicLong most = new AtomicLong();
    List<Integer> rounds = IntStream.range(0, 100_000).boxed().toList();

    long granted =
        rounds.parallelStream()
            .map(round -> budget.reserve(30))
            .flatMap(Optional::stream)
            .peek(held -> most.accumulateAndGet(budget.reservedBytes(), Math::max))
            .peek(Reservation::close)
            .count();

    assertThat(granted).isPositive();
    assertThat(most.get()).isBetween(30L, 100L);
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void defaultBytes_leavesMostOfTheHeap() {
    assertThat(MemoryBudget.defaultBytes())
        .isPositive()
        .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 3);
  }
}
