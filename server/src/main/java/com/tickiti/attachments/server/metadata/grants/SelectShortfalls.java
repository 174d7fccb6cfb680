package com.tickiti.attachments.server.metadata.grants;

import static org.jooq.impl.DSL.val;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/** Which of some privileges this role does not have, and which of their columns are not there. */
record SelectShortfalls(List<Privilege> privileges) {

  /** The column is empty where the whole object is meant. */
  private static final String SQL =
      """
      SELECT wanted.number, wanted.col,
        CASE WHEN wanted.kind = 'FUNCTION' THEN to_regprocedure(wanted.object) IS NOT NULL
          ELSE c.oid IS NOT NULL END AS present,
        wanted.col = '' OR a.attnum IS NOT NULL AS has_column,
        format_type(a.atttypid, NULL) AS type,
        CASE
          WHEN wanted.kind = 'FUNCTION'
            THEN has_function_privilege(to_regprocedure(wanted.object), wanted.verb)
          WHEN wanted.kind = 'SEQUENCE' THEN has_sequence_privilege(c.oid, wanted.verb)
          WHEN wanted.col <> '' THEN has_column_privilege(c.oid, a.attnum, wanted.verb)
          ELSE has_table_privilege(c.oid, wanted.verb)
        END AS granted
      FROM unnest({0}, {1}, {2}, {3}, {4}) AS wanted (number, kind, object, col, verb)
      LEFT JOIN pg_class c ON wanted.kind <> 'FUNCTION' AND c.oid = to_regclass(wanted.object)
      LEFT JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attname = wanted.col AND NOT a.attisdropped
      ORDER BY wanted.number
      """;

  /** The types that a column may have, by the Java type it is read as. */
  private static final Map<Class<?>, Set<String>> TYPES =
      Map.of(
          Long.class, Set.of("bigint", "integer"),
          String.class, Set.of("text", "character varying"),
          Boolean.class, Set.of("boolean"),
          OffsetDateTime.class, Set.of("timestamp with time zone"),
          String[].class, Set.of("character varying[]"),
          byte[].class, Set.of("bytea"));

  List<Shortfall> execute(DSLContext dsl) {
    List<Shortfall> all = new ArrayList<>();
    List<Wanted> rows = rows();
    Result<Record> states =
        dsl.fetch(
            SQL,
            val(rows.stream().map(Wanted::number).toArray(Integer[]::new)),
            texts(rows, row -> row.privilege().kind().name()),
            texts(rows, row -> row.privilege().object()),
            texts(rows, Wanted::column),
            texts(rows, row -> row.privilege().verb()));
    for (Record found : states) {
      Privilege privilege = privileges.get(found.get("number", Integer.class));
      Shortfall shortfall = shortfall(privilege, found);
      if (shortfall != null && !all.contains(shortfall)) {
        all.add(shortfall);
      }
    }
    return all;
  }

  private List<Wanted> rows() {
    List<Wanted> rows = new ArrayList<>();
    for (int number = 0; number < privileges.size(); number++) {
      Privilege privilege = privileges.get(number);
      if (privilege.columns().isEmpty()) {
        rows.add(new Wanted(number, privilege, ""));
      }
      for (Field<?> column : privilege.columns()) {
        rows.add(new Wanted(number, privilege, column.getName()));
      }
    }
    return rows;
  }

  private static Param<String[]> texts(List<Wanted> rows, Function<Wanted, String> text) {
    return val(rows.stream().map(text).toArray(String[]::new));
  }

  private static @Nullable Shortfall shortfall(Privilege privilege, Record found) {
    String column = found.get("col", String.class);
    String place = column.isEmpty() ? privilege.object() : privilege.object() + "." + column;
    if (!found.get("present", Boolean.class)) {
      return of(Shortfall.Kind.OBJECT, privilege.object(), privilege);
    }
    if (!found.get("has_column", Boolean.class)) {
      return of(Shortfall.Kind.COLUMN, place, privilege);
    }
    String type = found.get("type", String.class);
    Set<String> types = types(privilege, column);
    if (!types.isEmpty() && !types.contains(type)) {
      String what = "%s is %s (expected: %s)".formatted(place, type, String.join(" or ", types));
      return of(Shortfall.Kind.TYPE, what, privilege);
    }
    return Boolean.TRUE.equals(found.get("granted", Boolean.class))
        ? null
        : of(Shortfall.Kind.PRIVILEGE, what(privilege, column), privilege);
  }

  private static String what(Privilege privilege, String column) {
    // Of a grant on the whole the columns do not matter, so that it is named once.
    String columns = column.isEmpty() || privilege.grantedWhole() ? "" : " (" + column + ")";
    return privilege.verb() + columns + " on " + privilege.object();
  }

  private static Set<String> types(Privilege privilege, String column) {
    return privilege.columns().stream()
        .filter(field -> field.getName().equals(column))
        .findFirst()
        .map(field -> TYPES.getOrDefault(field.getType(), Set.of()))
        .orElse(Set.of());
  }

  private static Shortfall of(Shortfall.Kind kind, String what, Privilege privilege) {
    return new Shortfall(kind, what, privilege.isOptional(), privilege.use());
  }

  /** A privilege, and the column of it that is asked about. */
  private record Wanted(int number, Privilege privilege, String column) {}
}
