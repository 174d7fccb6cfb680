package com.tickiti.attachments.server.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Connections from a pool for queries that a caller waits for. The wait for a connection and the
 * first answer on it share one time limit. After a call has waited and failed, further calls are
 * shed for a second: they would hold the threads that downloads in flight need, and the calls
 * queued after them would wait several times as long. Thread-safe.
 */
final class RequestConnections implements ConnectionProvider {

  /** Of the wait for a connection and the first answer together. */
  private static final Duration LIMIT = Duration.ofMillis(1_600);

  /** A failure that took less sheds no other call. */
  private static final Duration MIN_FAILED_WAIT = Duration.ofMillis(500);

  /** For how long calls are shed, unless a query succeeds in this time. */
  private static final Duration SHED_TIME = Duration.ofSeconds(1);

  private final HikariDataSource pool;
  private final Supplier<@Nullable SQLException> whyNone;
  private final ThreadLocal<Long> startNanos = new ThreadLocal<>();

  /** No call is shed while this is {@code null}. */
  private volatile @Nullable Long shedUntilNanos;

  /**
   * Connections from {@code pool}.
   *
   * @param whyNone why the last attempt to open one has failed, as far as is known
   */
  RequestConnections(HikariDataSource pool, Supplier<@Nullable SQLException> whyNone) {
    this.pool = pool;
    this.whyNone = whyNone;
  }

  @Override
  public Connection acquire() {
    long start = System.nanoTime();
    Long until = shedUntilNanos;
    if (until != null && start - until < 0) {
      throw new DataAccessException("the database did not answer a moment ago");
    }
    try {
      Connection connection = pool.getConnection();
      limit(connection, start);
      startNanos.set(start);
      return connection;
    } catch (SQLException e) {
      noteFailure(start);
      SQLException reason = whyNone.get();
      throw new DataAccessException("no connection to the database", reason == null ? e : reason);
    }
  }

  private static void limit(Connection connection, long start) throws SQLException {
    long left = LIMIT.toMillis() - Duration.ofNanos(System.nanoTime() - start).toMillis();
    try {
      connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, left));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void release(Connection connection) {
    try {
      // The pool closes what has failed, so that this tells how the query went.
      if (connection.isClosed()) {
        noteFailure(startNanos.get());
      } else if (shedUntilNanos != null) {
        shedUntilNanos = null;
      }
      connection.close();
    } catch (SQLException e) {
      throw new DataAccessException("the connection cannot be given back", e);
    } finally {
      startNanos.remove();
    }
  }

  private void noteFailure(long start) {
    long now = System.nanoTime();
    if (now - start >= MIN_FAILED_WAIT.toNanos()) {
      shedUntilNanos = now + SHED_TIME.toNanos();
    }
  }
}
