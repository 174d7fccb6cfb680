package com.tickiti.attachments.server.metadata.snapshot;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.LockMaintenance;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotRows.SequenceValue;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotRows.TableRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the rows of a snapshot into empty tables, all in one transaction. Thread-safe. */
public final class SnapshotWriter {

  /** The one table that a new database has rows in; the snapshot's take their place. */
  private static final String FILLED_BY_MIGRATION = "file_type_rules";

  private final Database database;

  public SnapshotWriter(Database database) {
    this.database = database;
  }

  /** A table that has rows already, other than those that every new database has. */
  public Optional<String> occupied(SnapshotRows rows) throws IOException {
    return Session.run(
        database, Connection.TRANSACTION_READ_COMMITTED, session -> occupied(session, rows));
  }

  /**
   * Writes the rows, unless a table is occupied.
   *
   * @param source the rows of each table
   * @param contents where one line goes for each content as the snapshot's reader wrote it
   * @param beforeCommit throws where {@code contents} are not what they should be; then nothing is
   *     written
   * @throws IOException where a table is occupied, or another number of rows came than is recorded
   */
  public void write(
      SnapshotRows rows, Source source, OutputStream contents, SnapshotReader.Action beforeCommit)
      throws IOException {
    Session.run(
        database,
        Connection.TRANSACTION_READ_COMMITTED,
        session -> {
          new LockMaintenance().execute(session.dsl());
          Optional<String> occupied = occupied(session, rows);
          if (occupied.isPresent()) {
            throw new IOException("the table " + occupied.get() + " has got rows meanwhile");
          }
          session.execute("SET CONSTRAINTS ALL DEFERRED");
          for (TableRows table : rows.tables()) {
            write(session, table, source);
          }
          for (SequenceValue sequence : rows.sequences()) {
            set(session, sequence);
          }
          var unused =
              session.copy().copyOut("COPY (" + Session.CONTENTS + ") TO STDOUT", contents);
          beforeCommit.run();
          return rows;
        });
  }

  private static void write(Session session, TableRows table, Source source)
      throws SQLException, IOException {
    String name = Session.quoted(table.table());
    if (table.table().equals(FILLED_BY_MIGRATION)) {
      session.execute("DELETE FROM " + name);
    }
    String columns =
        table.columns().stream().map(Session::quoted).collect(Collectors.joining(", "));
    try (InputStream in = source.open(table.table())) {
      long rows = session.copy().copyIn("COPY %s (%s) FROM STDIN".formatted(name, columns), in);
      if (rows != table.rows()) {
        throw new IOException(
            "%d rows came for %s (expected: %d)".formatted(rows, table.table(), table.rows()));
      }
    }
  }

  private static void set(Session session, SequenceValue sequence) throws SQLException {
    var unused =
        session.select(
            "SELECT setval(?::regclass, %d, %b)".formatted(sequence.value(), sequence.called()),
            Session.quoted(sequence.sequence()),
            row -> row.getLong(1));
  }

  private static Optional<String> occupied(Session session, SnapshotRows rows) throws SQLException {
    for (TableRows table : rows.tables()) {
      String name = Session.quoted(table.table());
      List<Boolean> exists =
          session.select("SELECT to_regclass(?) IS NOT NULL", name, row -> row.getBoolean(1));
      if (!table.table().equals(FILLED_BY_MIGRATION)
          && exists.contains(true)
          && session.single("SELECT EXISTS (SELECT FROM " + name + ")", row -> row.getBoolean(1))) {
        return Optional.of(table.table());
      }
    }
    return Optional.empty();
  }

  /** Where rows come from. */
  @FunctionalInterface
  public interface Source {

    /** The rows of {@code table}; the writer closes the stream. */
    InputStream open(String table) throws IOException;
  }
}
