package com.tickiti.attachments.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseIT {

  private static final int CALLERS = 8;
  private static final int QUERIES = 4_000;

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

  @Test
  void hurried_urlWithParameters_followsThem() {
    try (TestDatabase server = new TestDatabase()) {
      DatabaseConfig plain = server.config();
      String url = plain.url() + "?prepareThreshold=0&options=-c%20search_path=helpdesk";
      try (Database database =
          new Database(new DatabaseConfig(url, plain.user(), plain.password(), 1))) {
        assertThat(show(database, "search_path")).isEqualTo("helpdesk");
      }
      assertThat(show(server.database(), "statement_timeout")).isEqualTo("1200ms");
      assertThat(show(server.database(), "application_name")).isEqualTo("attachments");
    }
  }

  /** One caller's success once came between another's look at the clock and at the outcome. */
  @Test
  void hurried_manyCallersAtOnce_turnsNobodyAway() {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (TestDatabase database = new TestDatabase()) {
      assertThatCode(
              () ->
                  IntStream.range(0, CALLERS)
                      .mapToObj(
                          i ->
                              CompletableFuture.runAsync(() -> query(database.database()), threads))
                      .toList()
                      .forEach(CompletableFuture::join))
          .doesNotThrowAnyException();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void query(Database database) {
    for (int i = 0; i < QUERIES; i++) {
      database.hurried().selectOne().execute();
    }
  }

  private static String show(Database database, String setting) {
    return database.hurried().fetchSingle("SHOW " + setting).get(0, String.class);
  }
}
