package com.tickiti.attachments.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFaultsTest {

  @ParameterizedTest
  @ValueSource(strings = {"08001", "28P01", "3D000", "53100", "57P03", "58030"})
  void reason_databaseAtFault_isTheFirstLineOfWhatItSays(String state) {
    assertThat(DatabaseFaults.reason(new IllegalStateException(new SQLException("a\nb", state))))
        .contains("a");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "42703"})
  void reason_anotherFault_isNone(String state) {
    assertThat(DatabaseFaults.reason(new SQLException("a", state))).isEmpty();
  }

  @Test
  void reason_noDatabaseInIt_isNone() {
    assertThat(DatabaseFaults.reason(new IllegalStateException())).isEmpty();
  }
}
