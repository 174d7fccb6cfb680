package com.tickiti.attachments.server.metadata.snapshot;

import com.tickiti.attachments.server.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** A connection of its own for one transaction, with the driver's COPY. Not thread-safe. */
final class Session {

  /**
   * Which contents there are: the SHA-256, the size where it is recorded, and whether an attachment
   * refers to it; by SHA-256.
   */
  static final String CONTENTS =
      """
      SELECT coalesce(b.sha256, a.sha256), b.size, a.sha256 IS NOT NULL
      FROM blobs b
      FULL JOIN (SELECT DISTINCT sha256 FROM response_attachments) a ON a.sha256 = b.sha256
      ORDER BY coalesce(b.sha256, a.sha256) COLLATE "C"
      """;

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  /**
   * Runs {@code work} in a transaction, which commits unless it throws.
   *
   * @param isolation one of {@link Connection}'s levels
   */
  static <T> T run(Database database, int isolation, Work<T> work) throws IOException {
    try {
      return database
          .forMaintenance()
          .connectionResult(
              connection -> {
                connection.setTransactionIsolation(isolation);
                connection.setAutoCommit(false);
                T result = unchecked(work, new Session(connection));
                connection.commit();
                return result;
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static <T> T unchecked(Work<T> work, Session session) throws SQLException {
    try {
      return work.run(session);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For queries that are written down elsewhere. */
  DSLContext dsl() {
    return DSL.using(connection, SQLDialect.POSTGRES, Database.SETTINGS);
  }

  CopyManager copy() throws SQLException {
    return new CopyManager(connection.unwrap(BaseConnection.class));
  }

  void execute(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  /** What a query with one parameter finds. */
  <T> List<T> select(String sql, String parameter, Row<T> row) throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row.map(rows));
        }
      }
    }
    return found;
  }

  /** What a query without a parameter finds in its only row. */
  <T> T single(String sql, Row<T> row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("no row: " + sql);
      }
      return row.map(rows);
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** What is done in the transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException, IOException;
  }

  /** Reads the row that a result is at. */
  @FunctionalInterface
  interface Row<T> {
    T map(ResultSet row) throws SQLException;
  }
}
