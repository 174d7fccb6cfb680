package com.tickiti.attachments.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatabaseIT {

  private static final int CALLERS = 8;
  private static final int QUERIES = 4_000;

  @Test
  void forRequests_urlWithParameters_followsThem() {
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
  void forRequests_manyCallersAtOnce_turnsNobodyAway() {
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
      database.forRequests().selectOne().execute();
    }
  }

  private static String show(Database database, String setting) {
    return database.forRequests().fetchSingle("SHOW " + setting).get(0, String.class);
  }
}
