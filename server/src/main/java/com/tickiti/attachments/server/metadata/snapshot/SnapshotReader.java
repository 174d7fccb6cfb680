package com.tickiti.attachments.server.metadata.snapshot;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.LockRemovals;
import com.tickiti.attachments.server.metadata.generated.DefaultSchema;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotRows.SequenceValue;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotRows.TableRows;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.ForeignKey;
import org.jooq.Sequence;
import org.jooq.Table;

/** Reads all rows of this program's tables in one read-only transaction. Thread-safe. */
public final class SnapshotReader {

  private static final String RELATION_KIND =
      "SELECT relkind FROM pg_class WHERE oid = to_regclass(?)";

  /** A generated column is made anew from the others. */
  private static final String COLUMNS =
      """
      SELECT attname FROM pg_attribute
      WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      ORDER BY attnum
      """;

  private static final String SEQUENCES =
      """
      SELECT s.relname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
      WHERE d.classid = 'pg_class'::regclass AND d.refobjid = to_regclass(?) AND s.relkind = 'S'
      """;

  private final Database database;

  public SnapshotReader(Database database) {
    this.database = database;
  }

  /** One of this program's relations that is no table, such as a view; empty where all are. */
  public Optional<String> relationThatIsNoTable() throws IOException {
    return Session.run(
        database,
        Connection.TRANSACTION_READ_COMMITTED,
        session -> {
          for (String table : tables()) {
            List<String> kind =
                session.select(RELATION_KIND, Session.quoted(table), row -> row.getString(1));
            if (!kind.equals(List.of("r")) && !kind.equals(List.of("p"))) {
              return Optional.of(table);
            }
          }
          return Optional.empty();
        });
  }

  /**
   * Keeps gc from removing any content while {@code action} runs.
   *
   * @throws org.jooq.exception.DataAccessException also where the connection, and with it the hold,
   *     was lost meanwhile
   */
  public void holdingRemovals(Action action) throws IOException {
    Session.run(
        database,
        Connection.TRANSACTION_READ_COMMITTED,
        session -> {
          session.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
          new LockRemovals().share(session.dsl());
          action.run();
          return session.single("SELECT 1", row -> row.getInt(1));
        });
  }

  /**
   * Reads the rows.
   *
   * @param tables where each table's go
   * @param contents where one line goes for each content: SHA-256, size, whether it is referred to
   */
  public SnapshotRows read(Sink tables, OutputStream contents) throws IOException {
    return Session.run(
        database,
        Connection.TRANSACTION_REPEATABLE_READ,
        session -> {
          session.execute("SET TRANSACTION READ ONLY");
          List<TableRows> read = new ArrayList<>();
          for (String table : tables()) {
            try (OutputStream out = tables.open(table)) {
              read.add(read(session, table, out));
            }
          }
          var unused =
              session.copy().copyOut("COPY (" + Session.CONTENTS + ") TO STDOUT", contents);
          return new SnapshotRows(List.copyOf(read), sequences(session));
        });
  }

  private static TableRows read(Session session, String table, OutputStream out)
      throws SQLException, IOException {
    List<String> columns = session.select(COLUMNS, Session.quoted(table), row -> row.getString(1));
    String named = columns.stream().map(Session::quoted).collect(Collectors.joining(", "));
    long rows =
        session
            .copy()
            .copyOut("COPY %s (%s) TO STDOUT".formatted(Session.quoted(table), named), out);
    return new TableRows(table, columns, rows);
  }

  private static List<SequenceValue> sequences(Session session) throws SQLException {
    Set<String> names = new LinkedHashSet<>();
    DefaultSchema.DEFAULT_SCHEMA.getSequences().stream().map(Sequence::getName).forEach(names::add);
    for (String table : tables()) {
      names.addAll(session.select(SEQUENCES, Session.quoted(table), row -> row.getString(1)));
    }
    List<SequenceValue> values = new ArrayList<>();
    for (String name : names) {
      values.add(
          session.single(
              "SELECT last_value, is_called FROM " + Session.quoted(name),
              row -> new SequenceValue(name, row.getLong(1), row.getBoolean(2))));
    }
    return List.copyOf(values);
  }

  /** The tables of this program, those that others refer to first. */
  private static Set<String> tables() {
    Set<String> ordered = new LinkedHashSet<>();
    DefaultSchema.DEFAULT_SCHEMA.getTables().forEach(table -> add(table, ordered));
    return ordered;
  }

  private static void add(Table<?> table, Set<String> ordered) {
    for (ForeignKey<?, ?> reference : table.getReferences()) {
      Table<?> referred = reference.getKey().getTable();
      if (!referred.equals(table)) {
        add(referred, ordered);
      }
    }
    ordered.add(table.getName());
  }

  /** Where rows go. */
  @FunctionalInterface
  public interface Sink {

    /** A stream for the rows of {@code table}, which the reader closes. */
    OutputStream open(String table) throws IOException;
  }

  /** Something that takes its time. */
  @FunctionalInterface
  public interface Action {
    void run() throws IOException;
  }
}
