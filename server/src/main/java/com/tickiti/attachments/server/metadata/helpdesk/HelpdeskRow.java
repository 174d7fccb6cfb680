package com.tickiti.attachments.server.metadata.helpdesk;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * A row of the helpdesk's to write: it is inserted, or brought up to date where its key is there
 * already.
 */
public sealed interface HelpdeskRow
    permits UpsertAttachment,
        UpsertQueue,
        UpsertQueuePermission,
        UpsertResponse,
        UpsertRule,
        UpsertTicket,
        UpsertToken,
        UpsertUser {

  /** The table it goes to. */
  Table<?> table();

  /** What to write, by column; columns that are absent keep what they have, or their default. */
  Values values();

  /** What must hold once all the rows that belong together are written. */
  default List<Requirement> requirements() {
    return List.of();
  }

  /** The values of its primary key, which no other row of its table has. */
  default List<@Nullable Object> key() {
    Values values = values();
    return keyFields(table()).stream().map(values::get).collect(Collectors.toList());
  }

  /** The columns of a table's primary key. */
  static List<? extends Field<?>> keyFields(Table<?> table) {
    return Objects.requireNonNull(table.getPrimaryKey(), "primary key").getFields();
  }

  /** Values by column, in the order they were set. */
  final class Values {

    private final Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();

    /** Sets a column. */
    <T> Values set(TableField<? extends Record, T> column, @Nullable T value) {
      values.put(column, value);
      return this;
    }

    /** Sets a column unless the value is absent. */
    <T> Values setIfPresent(TableField<? extends Record, T> column, @Nullable T value) {
      return value == null ? this : set(column, value);
    }

    List<Field<?>> columns() {
      return List.copyOf(values.keySet());
    }

    @Nullable Object get(Field<?> column) {
      return values.get(column);
    }

    Collection<@Nullable Object> inOrder() {
      return values.values();
    }
  }
}
