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
 * first answer on it share one time limit. While the database lets everyone wait in vain, further
 * callers are turned away at once: they would hold the threads that downloads under way need, and
 * those behind them would wait several times over. Thread-safe.
 */
final class RequestConnections implements ConnectionProvider {

  /** Of the wait for a connection and the first answer together. */
  private static final Duration LIMIT = Duration.ofMillis(1_600);

  /** A failure that took less is no reason to turn others away. */
  private static final Duration IN_VAIN = Duration.ofMillis(500);

  /** For how long callers are turned away, unless a query has succeeded meanwhile. */
  private static final Duration TURN_AWAY = Duration.ofSeconds(1);

  private final HikariDataSource pool;
  private final Supplier<@Nullable SQLException> whyNone;
  private final ThreadLocal<Long> startNanos = new ThreadLocal<>();

  /** Nobody is turned away while there is none. */
  private volatile @Nullable Long turnAwayUntilNanos;

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
    Long until = turnAwayUntilNanos;
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
      } else if (turnAwayUntilNanos != null) {
        turnAwayUntilNanos = null;
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
    if (now - start >= IN_VAIN.toNanos()) {
      turnAwayUntilNanos = now + TURN_AWAY.toNanos();
    }
  }
}
