package com.tickiti.attachments.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.server.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedRoundTripsTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int POISONOUS = -1;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Integer> askedAlone = new ArrayList<>();
  private final ConcurrentLinkedQueue<List<Integer>> askedTogether = new ConcurrentLinkedQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicBoolean away = new AtomicBoolean();

  /** Until then whoever finds a round trip free stays in it. */
  private final SharedRoundTrips<Integer, String> roundTrips = waitingFor(Duration.ofSeconds(60));

  @AfterEach
  void close() throws InterruptedException {
    release.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void ask_oneAfterTheOther_asksEachAlone() {
    release.countDown();

    assertThat(IntStream.range(0, 5).mapToObj(i -> roundTrips.ask(i, SharedRoundTripsTest::stays)))
        .containsExactly("0", "1", "2", "3", "4");

    assertThat(askedAlone).containsExactly(0, 1, 2, 3, 4);
    assertThat(askedTogether).isEmpty();
  }

  @Test
  void ask_whileAllAreInFlight_isAskedTogetherUpToTheBound() throws Exception {
    fillRoundTrips();
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(ask(i, SharedRoundTripsTest::stays));
    }
    awaitWaiting(100);

    release.countDown();

    for (int i = 0; i < 100; i++) {
      assertThat(waiting.get(i).get()).isEqualTo(Integer.toString(i));
    }
    assertThat(askedTogether)
        .extracting(List::size)
        .hasSize(2)
        .contains(SharedRoundTrips.MAX_TOGETHER)
        .allMatch(size -> size <= SharedRoundTrips.MAX_TOGETHER);
    // Whose turn comes when another has just taken the rest along asks alone.
    assertThat(askedAlone)
        .hasSizeBetween(SharedRoundTrips.MAX_IN_FLIGHT, SharedRoundTrips.MAX_IN_FLIGHT + 1);
  }

  @Test
  void ask_cancelledWhileItWaits_leaves() throws Exception {
    fillRoundTrips();
    AtomicBoolean cancelled = new AtomicBoolean();
    List<CompletableFuture<String>> leaving = new ArrayList<>();
    List<CompletableFuture<String>> staying = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      leaving.add(ask(100 + i, cancelled::get));
      awaitWaiting(2 * i + 1);
      staying.add(ask(i, SharedRoundTripsTest::stays));
      awaitWaiting(2 * i + 2);
    }

    cancelled.set(true);
    release.countDown();

    for (int i = 0; i < 10; i++) {
      CompletableFuture<String> left = leaving.get(i);
      assertThatThrownBy(left::get).hasRootCauseInstanceOf(CancellationException.class);
      assertThat(staying.get(i).get()).isEqualTo(Integer.toString(i));
    }
    assertThat(askedTogether.stream().flatMap(List::stream)).allMatch(i -> i < 10);
    assertThat(askedAlone).allMatch(i -> i < 10 || i >= 1000);
  }

  @Test
  void ask_databaseAway_failsEach() throws Exception {
    fillRoundTrips();
    List<CompletableFuture<String>> waiting =
        IntStream.range(0, 10).mapToObj(i -> ask(i, SharedRoundTripsTest::stays)).toList();
    awaitWaiting(10);

    away.set(true);
    release.countDown();

    for (CompletableFuture<String> each : waiting) {
      assertThatThrownBy(each::get).hasRootCauseInstanceOf(IllegalStateException.class);
    }
    away.set(false);
    assertThat(roundTrips.ask(77, SharedRoundTripsTest::stays)).isEqualTo("77");
  }

  @Test
  void ask_besideOneThatFails_isAskedAlone() throws Exception {
    fillRoundTrips();
    CompletableFuture<String> first = ask(1, SharedRoundTripsTest::stays);
    awaitWaiting(1);
    CompletableFuture<String> second = ask(2, SharedRoundTripsTest::stays);
    awaitWaiting(2);
    CompletableFuture<String> poisonous = ask(POISONOUS, SharedRoundTripsTest::stays);
    CompletableFuture<String> last = ask(3, SharedRoundTripsTest::stays);
    awaitWaiting(4);

    release.countDown();

    assertThat(List.of(first.get(), second.get(), last.get())).containsExactly("1", "2", "3");
    assertThatThrownBy(poisonous::get).hasRootCauseInstanceOf(ArithmeticException.class);
    assertThat(askedTogether.stream().flatMap(List::stream)).contains(POISONOUS);
    assertThat(askedAlone).contains(POISONOUS);
  }

  @Test
  void ask_roundTripsStuck_goesAloneAfterAWhile() throws Exception {
    SharedRoundTrips<Integer, String> impatient = waitingFor(Duration.ofMillis(20));
    for (int i = 0; i < SharedRoundTrips.MAX_IN_FLIGHT; i++) {
      int question = 1000 + i;
      threads.execute(() -> impatient.ask(question, SharedRoundTripsTest::stays));
    }
    Await.until("round trips in flight", LIMIT, () -> alone() == SharedRoundTrips.MAX_IN_FLIGHT);

    assertThat(impatient.ask(5, SharedRoundTripsTest::stays)).isEqualTo("5");

    assertThat(impatient.waiting()).isZero();
    assertThat(askedTogether).isEmpty();
  }

  private SharedRoundTrips<Integer, String> waitingFor(Duration maxWait) {
    return new SharedRoundTrips<>(
        this::alone, this::together, ArithmeticException.class::isInstance, maxWait);
  }

  private String alone(int question) {
    synchronized (askedAlone) {
      askedAlone.add(question);
    }
    if (question >= 1000) {
      awaitRelease();
    }
    return answer(question);
  }

  private List<String> together(List<Integer> questions) {
    askedTogether.add(questions);
    return questions.stream().map(this::answer).toList();
  }

  private String answer(int question) {
    if (away.get()) {
      throw new IllegalStateException("away");
    }
    if (question == POISONOUS) {
      throw new ArithmeticException("poison");
    }
    return Integer.toString(question);
  }

  /** Questions from 1,000 on are answered once {@link #release} says so. */
  private void fillRoundTrips() throws Exception {
    for (int i = 0; i < SharedRoundTrips.MAX_IN_FLIGHT; i++) {
      var unused = ask(1000 + i, SharedRoundTripsTest::stays);
    }
    Await.until("round trips in flight", LIMIT, () -> alone() == SharedRoundTrips.MAX_IN_FLIGHT);
  }

  private CompletableFuture<String> ask(int question, BooleanSupplier cancelled) {
    return CompletableFuture.supplyAsync(() -> roundTrips.ask(question, cancelled), threads);
  }

  private void awaitWaiting(int count) throws Exception {
    Await.until(count + " wait", LIMIT, () -> roundTrips.waiting() == count);
  }

  private static boolean stays() {
    return false;
  }

  private int alone() {
    synchronized (askedAlone) {
      return askedAlone.size();
    }
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
