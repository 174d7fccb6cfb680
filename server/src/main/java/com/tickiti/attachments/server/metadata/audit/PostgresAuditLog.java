package com.tickiti.attachments.server.metadata.audit;

import com.tickiti.attachments.server.audit.AuditJson;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord;
import com.tickiti.attachments.server.audit.AuditUnavailableException;
import com.tickiti.attachments.server.database.Database;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in the table {@code audit_log}. One thread writes: the records that arrive during one
 * commit go into the next, so that simultaneous downloads share commits. A record of an end that
 * cannot be written is held in memory until it can.
 */
public final class PostgresAuditLog implements AuditLog {

  private static final Logger log = LoggerFactory.getLogger(PostgresAuditLog.class);
  private static final int BATCH_RECORDS = 500;
  private static final long CALLER_WAIT_SECONDS = 5;
  private static final long RETRY_MILLIS = 1_000;
  private static final long CLOSE_MILLIS = 10_000;

  private final DSLContext dsl;
  private final Thread writer = new Thread(this::run, "audit-writer");
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private boolean closed;
  private boolean failing;

  /** Adds to {@code database}, which stays the caller's. */
  public PostgresAuditLog(Database database) {
    this.dsl = database.forRequests();
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void check() {
    if (!new SelectAuditLogUsable().execute(dsl)) {
      throw new IllegalStateException(
          "--audit=table needs a table audit_log that may be inserted into, as V4__audit_log.sql"
              + " makes it");
    }
  }

  @Override
  public void require(AuditRecord record) throws AuditUnavailableException {
    Waiting waiting = new Waiting(text(record), true, new CompletableFuture<>());
    enqueue(waiting);
    try {
      waiting.written.get(CALLER_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AuditUnavailableException(e);
    } catch (TimeoutException e) {
      waiting.written.cancel(false);
      throw new AuditUnavailableException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditUnavailableException(e);
    }
  }

  @Override
  public void add(AuditRecord record) {
    enqueue(new Waiting(text(record), false, new CompletableFuture<>()));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (!queue.isEmpty()) {
        log.error("{} audit records of ended transfers are lost", queue.size());
      }
    }
  }

  private static String text(AuditRecord record) {
    return new String(AuditJson.line(record), StandardCharsets.US_ASCII);
  }

  private synchronized void enqueue(Waiting waiting) {
    queue.add(waiting);
    notifyAll();
  }

  private void run() {
    try {
      for (List<Waiting> batch = take(); !batch.isEmpty(); batch = take()) {
        if (!write(batch) && !pauseBeforeRetry()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits, and if nothing does the first that comes; nothing once closed. */
  private synchronized List<Waiting> take() throws InterruptedException {
    List<Waiting> batch = new ArrayList<>();
    while (batch.isEmpty() && !(closed && queue.isEmpty())) {
      if (queue.isEmpty()) {
        wait();
      }
      while (!queue.isEmpty() && batch.size() < BATCH_RECORDS) {
        Waiting waiting = queue.remove();
        if (!waiting.written.isCancelled()) {
          batch.add(waiting);
        }
      }
    }
    return batch;
  }

  private boolean write(List<Waiting> batch) {
    try {
      new InsertAuditRecords(batch.stream().map(Waiting::line).toList()).execute(dsl);
      batch.forEach(waiting -> waiting.written.complete(null));
      if (failing) {
        failing = false;
        log.warn("the audit log is written again");
      }
      return true;
    } catch (DataAccessException e) {
      if (!failing) {
        failing = true;
        log.error(
            "the audit log cannot be written, nothing is served until it can: {}",
            String.valueOf(e.getCause()));
      }
      keep(batch, e);
      return false;
    }
  }

  /** Those whose callers wait are told; the others come first the next time. */
  private synchronized void keep(List<Waiting> batch, DataAccessException failure) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      Waiting waiting = batch.get(i);
      if (waiting.required) {
        waiting.written.completeExceptionally(failure);
      } else {
        queue.addFirst(waiting);
      }
    }
  }

  /** Waits a little, though not while a caller does; returns whether to go on. */
  private synchronized boolean pauseBeforeRetry() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
    long left = RETRY_MILLIS;
    while (!closed && left > 0 && queue.stream().noneMatch(Waiting::required)) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    return !closed;
  }

  /**
   * A record on its way.
   *
   * @param line its JSON
   * @param required whether a caller waits for it
   * @param written completes when it is committed, or is not to be
   */
  private record Waiting(String line, boolean required, CompletableFuture<Void> written) {}
}
