package com.tickiti.attachments.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections for a pool, in its own thread, and tries again for as long as the database is
 * away: the pool's own pauses grow to five seconds, which is too long once the database is back.
 * Thread-safe once it is set up.
 */
final class RetryingDataSource extends PGSimpleDataSource {

  private static final long serialVersionUID = 1;
  private static final long PAUSE_MILLIS = 200;

  /** SQLSTATE class 08, connection exceptions, and PostgreSQL's "cannot connect now". */
  private static final String CONNECTION_CLASS = "08";

  private static final String STARTING = "57P03";

  private transient volatile @Nullable SQLException lastFailure;

  /** Why the last attempt has failed; {@code null} where it has not. */
  @Nullable SQLException lastFailure() {
    return lastFailure;
  }

  @Override
  public Connection getConnection() throws SQLException {
    while (true) {
      try {
        Connection connection = super.getConnection();
        lastFailure = null;
        return connection;
      } catch (SQLException e) {
        lastFailure = e;
        if (!isAway(e) || !pause()) {
          throw e;
        }
      }
    }
  }

  private static boolean isAway(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith(CONNECTION_CLASS) || state.equals(STARTING);
  }

  /** Whether to go on; a pool that is closed interrupts. */
  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
