package com.tickiti.attachments.server.metadata;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import com.tickiti.attachments.server.model.TicketKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;

/**
 * {@link SelectDownloadFacts} for several callers, in one statement and so of one instant.
 *
 * @param kind how all of them name their tickets
 * @param asked what each asks for; at least one
 */
record SelectManyDownloadFacts(TicketKey.Kind kind, List<SelectDownloadFacts> asked) {

  private static final Field<Long> NUMBER = field(name("asked", "n"), Long.class);

  private static final Field<?>[] COLUMNS =
      Stream.concat(Stream.of(NUMBER), Arrays.stream(SelectDownloadFacts.COLUMNS))
          .toArray(Field[]::new);

  /** The parameters are arrays: the tokens' ids, the tickets' names, the attachments' ids. */
  private static final Map<TicketKey.Kind, String> SQL =
      Map.of(
          TicketKey.Kind.NUMBER,
          render(TicketKey.Kind.NUMBER),
          TicketKey.Kind.ID,
          render(TicketKey.Kind.ID));

  SelectManyDownloadFacts {
    asked = List.copyOf(asked);
  }

  /** The row of each, in their order. */
  List<Record> fetch(DSLContext dsl) {
    Result<Record> rows =
        dsl.connectionResult(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql())) {
                statement.setArray(1, array(connection, each -> each.token().id()));
                statement.setArray(2, array(connection, each -> each.ticket().value()));
                statement.setArray(3, array(connection, SelectDownloadFacts::attachmentId));
                return dsl.fetch(statement.executeQuery(), COLUMNS);
              }
            });
    Record[] ordered = new Record[asked.size()];
    rows.forEach(row -> ordered[Math.toIntExact(row.get(NUMBER)) - 1] = row);
    if (rows.size() != ordered.length) {
      throw new DataAccessException(rows.size() + " rows for " + ordered.length + " questions");
    }
    return List.of(ordered);
  }

  /** The statement, its parameters as question marks. */
  String sql() {
    return Objects.requireNonNull(SQL.get(kind));
  }

  private Array array(Connection connection, Function<SelectDownloadFacts, Long> value)
      throws SQLException {
    return connection.createArrayOf("int8", asked.stream().map(value).toArray(Long[]::new));
  }

  /** OFFSET keeps the planner from joining whole tables: each row is looked up as if alone. */
  private static String render(TicketKey.Kind kind) {
    return "SELECT \"asked\".\"n\", \"facts\".*"
        + " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) WITH ORDINALITY"
        + " AS \"asked\" (\"token\", \"ticket\", \"attachment\", \"n\")"
        + " CROSS JOIN LATERAL ("
        + SelectDownloadFacts.render(kind, asked("token"), asked("ticket"), asked("attachment"))
        + " OFFSET 0) AS \"facts\"";
  }

  private static Field<Long> asked(String column) {
    return field(name("asked", column), Long.class);
  }
}
