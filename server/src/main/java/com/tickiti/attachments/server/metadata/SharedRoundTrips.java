package com.tickiti.attachments.server.metadata;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database for many callers at once. A caller who finds a round trip free asks alone, at
 * once. Those who arrive while all are in use wait, and the next round trip asks for all of them
 * together. Nothing is kept: an answer is read after its question came in, and given once.
 *
 * <p>The calling threads do the work: the caller whose round trip ends hands it to the one who has
 * waited longest, who asks for the others as well. Thread-safe; {@link #ask} blocks.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
final class SharedRoundTrips<Q, A> {

  /** The most questions of one round trip; the gain of more is below what can be measured. */
  static final int MAX_TOGETHER = 64;

  /** While one answer is read and handed out, the database works on the next. */
  static final int MAX_IN_FLIGHT = 2;

  /**
   * Who has waited for so long asks alone: the database is stuck with others' questions. What an
   * answer takes at most, 1,850 ms, comes on top.
   */
  static final Duration MAX_WAIT = Duration.ofMillis(50);

  private final Function<Q, A> alone;
  private final Function<List<Q>, List<A>> together;
  private final Predicate<RuntimeException> mayBeOneQuestions;
  private final Duration maxWait;
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private int inFlight;

  /**
   * Shares round trips to one database.
   *
   * @param alone answers one question
   * @param together answers several, in their order
   * @param mayBeOneQuestions whether a failure of {@code together} may be the fault of one question
   *     of the several: then each is asked alone
   * @param maxWait after how long a question that still waits is asked alone
   */
  SharedRoundTrips(
      Function<Q, A> alone,
      Function<List<Q>, List<A>> together,
      Predicate<RuntimeException> mayBeOneQuestions,
      Duration maxWait) {
    this.alone = alone;
    this.together = together;
    this.mayBeOneQuestions = mayBeOneQuestions;
    this.maxWait = maxWait;
  }

  /**
   * The answer to a question, or the exception that {@code alone} or {@code together} ends in.
   *
   * @param cancelled whether nobody wants the answer any more
   * @throws CancellationException where that is so before the question is asked
   */
  A ask(Q question, BooleanSupplier cancelled) {
    Waiter waiter = waitUnlessFree(question, cancelled);
    return waiter == null ? askAlone(question) : waiter.await().get();
  }

  /** How many wait now; for tests. */
  int waiting() {
    synchronized (waiters) {
      return waiters.size();
    }
  }

  private @Nullable Waiter waitUnlessFree(Q question, BooleanSupplier cancelled) {
    synchronized (waiters) {
      if (inFlight < MAX_IN_FLIGHT) {
        inFlight++;
        return null;
      }
      Waiter waiter = new Waiter(question, cancelled);
      waiters.add(waiter);
      return waiter;
    }
  }

  private A askAlone(Q question) {
    try {
      return alone.apply(question);
    } finally {
      handOver();
    }
  }

  /** Gives a round trip that has ended to the one who has waited longest. */
  private void handOver() {
    Waiter next;
    synchronized (waiters) {
      next = waiters.poll();
      if (next == null) {
        inFlight--;
        return;
      }
    }
    next.goOn(() -> lead(next));
  }

  /** Asks for {@code leader}, in its thread, and for those who wait after it. */
  private A lead(Waiter leader) {
    if (leader.isCancelled()) {
      handOver();
      throw new CancellationException();
    }
    List<Waiter> others = takeOthers();
    if (others.isEmpty()) {
      return askAlone(leader.question);
    }
    List<Q> questions = new ArrayList<>(others.size() + 1);
    questions.add(leader.question);
    others.forEach(other -> questions.add(other.question));
    try {
      List<A> answers = together.apply(questions);
      for (int i = 0; i < others.size(); i++) {
        A answer = answers.get(i + 1);
        others.get(i).goOn(() -> answer);
      }
      return answers.get(0);
    } catch (RuntimeException e) {
      others.forEach(other -> other.goOn(() -> afterFailure(other.question, e)));
      return afterFailure(leader.question, e);
    } catch (Error e) {
      others.forEach(other -> other.goOn(() -> alone.apply(other.question)));
      throw e;
    } finally {
      handOver();
    }
  }

  private A afterFailure(Q question, RuntimeException failure) {
    if (mayBeOneQuestions.test(failure)) {
      return alone.apply(question);
    }
    throw failure;
  }

  private List<Waiter> takeOthers() {
    List<Waiter> taken = new ArrayList<>();
    synchronized (waiters) {
      while (taken.size() < MAX_TOGETHER - 1 && !waiters.isEmpty()) {
        Waiter next = waiters.remove();
        if (next.isCancelled()) {
          next.goOn(
              () -> {
                throw new CancellationException();
              });
        } else {
          taken.add(next);
        }
      }
    }
    return taken;
  }

  /** Whether {@code waiter} has been given nothing to do yet, and now will not be. */
  private boolean leaves(Waiter waiter) {
    synchronized (waiters) {
      return waiters.remove(waiter);
    }
  }

  /** A thread that waits, and what it is to do when its turn comes. */
  private final class Waiter {

    private final Q question;
    private final BooleanSupplier cancelled;
    private final CompletableFuture<Supplier<A>> turn = new CompletableFuture<>();

    Waiter(Q question, BooleanSupplier cancelled) {
      this.question = question;
      this.cancelled = cancelled;
    }

    boolean isCancelled() {
      return cancelled.getAsBoolean();
    }

    void goOn(Supplier<A> work) {
      turn.complete(work);
    }

    /** What to do, once its turn comes or it has waited for too long. */
    Supplier<A> await() {
      try {
        return turn.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (TimeoutException e) {
        // It may have been taken along meanwhile.
      } catch (ExecutionException e) {
        throw new IllegalStateException(e); // none completes it so
      }
      return leaves(this) ? () -> alone.apply(question) : turn.join();
    }
  }
}
