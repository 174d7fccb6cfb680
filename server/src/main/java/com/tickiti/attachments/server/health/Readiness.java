package com.tickiti.attachments.server.health;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out every second whether the database and the blobs answer, brings the tables up to date
 * the first time they can be, and tells a listener of every change.
 */
public final class Readiness implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Readiness.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "readiness");
            thread.setDaemon(true);
            return thread;
          });
  private final CountDownLatch firstReady = new CountDownLatch(1);
  private final Runnable prepare;
  private final Probe probe;
  private final Consumer<Boolean> listener;
  private boolean prepared;
  private boolean ready;
  private boolean everFailed;

  /**
   * Not begun yet.
   *
   * @param prepare makes the database usable; throws where it cannot, and is then called again
   * @param probe throws where the database or the blobs do not answer
   * @param listener told whether the server can answer, whenever that changes
   */
  public Readiness(Runnable prepare, Probe probe, Consumer<Boolean> listener) {
    this.prepare = prepare;
    this.probe = probe;
    this.listener = listener;
  }

  /** Begins, and waits until both have answered for the first time. */
  public void awaitReady() throws InterruptedException {
    var unused = timer.scheduleWithFixedDelay(this::check, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    firstReady.await();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void check() {
    try {
      if (!prepared) {
        prepare.run();
        prepared = true;
      }
      probe.run();
      become(true);
      firstReady.countDown();
    } catch (IOException | RuntimeException e) {
      if (timer.isShutdown()) {
        return;
      }
      if (ready || !everFailed) {
        log.error("not ready: {}", firstLine(e));
        everFailed = true;
      }
      become(false);
    }
  }

  private void become(boolean newReady) {
    if (newReady != ready) {
      ready = newReady;
      if (newReady && everFailed) {
        log.warn("ready again");
      }
      listener.accept(newReady);
    }
  }

  /** What the innermost cause says: the database's own words, without the statement. */
  private static String firstLine(Exception e) {
    return Reason.of(Throwables.getRootCause(e)).lines().findFirst().orElse("");
  }

  /** Tries whether something answers. */
  @FunctionalInterface
  public interface Probe {
    void run() throws IOException;
  }
}
