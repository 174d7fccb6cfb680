package com.tickiti.attachments.server.health;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every component once a second, prepares them the first time that can be, and tells a
 * listener of every change. The server is ready while no component is down.
 */
public final class Readiness implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Readiness.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("readiness").build());
  private final CountDownLatch decided = new CountDownLatch(1);
  private final Component.Attempt prepare;
  private final Predicate<Exception> isFinal;
  private final List<Component> components;
  private final Listener listener;
  private volatile @Nullable RuntimeException refusal;
  private boolean prepared;
  private boolean ready;
  private List<ComponentHealth> last = List.of();
  private String reported = "";

  /**
   * Not begun yet.
   *
   * @param prepare makes the components usable; throws where it cannot, and is then called again
   * @param isFinal whether what it throws is so for good, as the server is set up
   * @param components in the order in which they are checked
   * @param listener told how the components are, whenever that changes
   */
  public Readiness(
      Component.Attempt prepare,
      Predicate<Exception> isFinal,
      List<Component> components,
      Listener listener) {
    this.prepare = prepare;
    this.isFinal = isFinal;
    this.components = List.copyOf(components);
    this.listener = listener;
  }

  /**
   * Begins, and waits until all components work for the first time.
   *
   * @throws RuntimeException what preparing them threw, where it is so for good
   */
  public void awaitReady() throws InterruptedException {
    var unused = timer.scheduleWithFixedDelay(this::check, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    decided.await();
    RuntimeException failure = refusal;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    try {
      if (!prepared) {
        prepare.run();
        prepared = true;
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof RuntimeException failure && isFinal.test(e)) {
        refusal = failure;
        timer.shutdown();
        decided.countDown();
        return;
      }
      problems.add(Component.firstLine(e));
    }
    List<ComponentHealth> health = components.stream().map(Component::health).toList();
    if (!timer.isShutdown()) {
      health.stream()
          .filter(ComponentHealth::isDown)
          .forEach(down -> problems.add(down.toString()));
      become(problems, health);
    }
  }

  private void become(List<String> problems, List<ComponentHealth> health) {
    report(problems);
    boolean newReady = problems.isEmpty();
    if (newReady != ready || !states(health).equals(states(last))) {
      ready = newReady;
      last = health;
      listener.changed(newReady, health);
    }
    if (newReady) {
      decided.countDown();
    }
  }

  /** One line for each set of problems, however long it lasts and whatever changes in the words. */
  private void report(List<String> problems) {
    String kind =
        problems.stream().map(problem -> problem.split(": ", 2)[0]).collect(Collectors.joining());
    if (kind.equals(reported)) {
      return;
    }
    reported = kind;
    if (problems.isEmpty()) {
      log.warn("ready again");
    } else {
      log.error("not ready: {}", String.join("; ", problems));
    }
  }

  private static List<ComponentHealth.State> states(List<ComponentHealth> health) {
    return health.stream().map(ComponentHealth::state).toList();
  }

  /** Told how the components are. */
  @FunctionalInterface
  public interface Listener {
    void changed(boolean ready, List<ComponentHealth> components);
  }
}
