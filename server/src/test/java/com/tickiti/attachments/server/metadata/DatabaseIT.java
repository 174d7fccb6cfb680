package com.tickiti.attachments.server.metadata;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseIT {

  @Test
  void check_everythingThere_passes() {
    try (TestDatabase database = new TestDatabase()) {
      assertThatCode(database.database()::check).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blobs.piece_sha256", "response_attachments.extension", "tickets.number"})
  void check_columnMissing_namesIt(String column) {
    String table = column.substring(0, column.indexOf('.'));
    String name = column.substring(column.indexOf('.') + 1);
    try (TestDatabase database = new TestDatabase()) {
      database.sql().execute("ALTER TABLE " + table + " RENAME COLUMN " + name + " TO other");

      assertThatExceptionOfType(DataAccessException.class)
          .isThrownBy(database.database()::check)
          .havingRootCause()
          .withMessageContaining(name);
    }
  }
}
