package com.tickiti.attachments.server.metadata.snapshot;

import java.util.List;

/**
 * What a snapshot holds of a database.
 *
 * @param tables in an order in which none refers to a later one
 * @param sequences of these tables, and on their own
 */
public record SnapshotRows(List<TableRows> tables, List<SequenceValue> sequences) {

  /**
   * The rows of a table, which are in a file of their own in PostgreSQL's text format of {@code
   * COPY}.
   *
   * @param table its name
   * @param columns in the order of the file
   * @param rows how many there are
   */
  public record TableRows(String table, List<String> columns, long rows) {}

  /**
   * Where a sequence was.
   *
   * @param sequence its name
   * @param value the last one, or the first one
   * @param called whether the value has been given out
   */
  public record SequenceValue(String sequence, long value, boolean called) {}
}
