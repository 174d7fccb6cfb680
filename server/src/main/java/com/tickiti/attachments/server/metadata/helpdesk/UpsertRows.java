package com.tickiti.attachments.server.metadata.helpdesk;

import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.or;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertValuesStepN;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * Writes rows of one table that set the same columns, in one statement. A row that says what is
 * recorded already is not written.
 */
public record UpsertRows(List<? extends HelpdeskRow> rows) {

  /** A row that was inserted, and not updated, has never been locked. */
  private static final Field<Boolean> INSERTED = field("xmax = 0", SQLDataType.BOOLEAN);

  /**
   * How many rows were written.
   *
   * @param inserted that were not there before
   * @param updated that said something else before
   * @param unchanged that said the same before
   */
  public record Counts(int inserted, int updated, int unchanged) {

    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          inserted + other.inserted, updated + other.updated, unchanged + other.unchanged);
    }
  }

  public Counts execute(DSLContext dsl) {
    Table<?> table = rows.get(0).table();
    List<Field<?>> columns = rows.get(0).values().columns();
    InsertValuesStepN<?> insert = dsl.insertInto(table).columns(columns);
    for (HelpdeskRow row : rows) {
      insert = insert.values(row.values().inOrder());
    }
    Map<Field<?>, Field<?>> updates = new LinkedHashMap<>();
    List<Condition> differences = new ArrayList<>();
    List<? extends Field<?>> key = HelpdeskRow.keyFields(table);
    for (Field<?> column : columns) {
      if (!key.contains(column)) {
        updates.put(column, excluded(column));
        differences.add(differs(column));
      }
    }
    List<Boolean> written =
        insert
            .onConflict(key)
            .doUpdate()
            .set(updates)
            .where(or(differences))
            .returningResult(INSERTED)
            .fetch(row -> Boolean.TRUE.equals(row.value1()));
    int inserted = (int) written.stream().filter(Boolean::booleanValue).count();
    return new Counts(inserted, written.size() - inserted, rows.size() - written.size());
  }

  private static <T> Condition differs(Field<T> column) {
    return column.isDistinctFrom(excluded(column));
  }
}
