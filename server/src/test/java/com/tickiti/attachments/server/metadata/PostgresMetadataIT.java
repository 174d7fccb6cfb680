package com.tickiti.attachments.server.metadata;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tickiti.attachments.server.database.TestDatabase;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresMetadataIT {

  @Test
  void checkRelations_everythingThere_passes() {
    try (TestDatabase database = new TestDatabase();
        TokenUses uses = new TokenUses(database.database())) {
      assertThatCode(new PostgresMetadata(database.database(), uses)::checkRelations)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blobs.piece_sha256", "response_attachments.extension", "tickets.number"})
  void checkRelations_columnMissing_namesIt(String column) {
    String table = column.substring(0, column.indexOf('.'));
    String name = column.substring(column.indexOf('.') + 1);
    try (TestDatabase database = new TestDatabase();
        TokenUses uses = new TokenUses(database.database())) {
      database.sql().execute("ALTER TABLE " + table + " RENAME COLUMN " + name + " TO other");

      assertThatExceptionOfType(DataAccessException.class)
          .isThrownBy(new PostgresMetadata(database.database(), uses)::checkRelations)
          .havingRootCause()
          .withMessageContaining(name);
    }
  }
}
