package com.tickiti.attachments.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With what the real PostgreSQL answers. */
class StartFailuresTest {

  private static TestDatabase database;

  private final AtomicLong now = new AtomicLong();
  private final StartFailures failures = new StartFailures(now::get);

  @BeforeAll
  static void start() {
    database = new TestDatabase();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void wrongSetting_endsTheStartAtOnce() {
    assertThat(failures.test(new CommandFailure("--http-port"))).isTrue();
  }

  @Test
  void wrongPassword_endsTheStartAfterAWhile() {
    DatabaseConfig right = database.config();

    assertEndsAfterAWhile(new DatabaseConfig(right.url(), right.user(), "wrong", 1));
  }

  @Test
  void wrongDatabase_endsTheStartAfterAWhile() {
    DatabaseConfig right = database.config();

    assertEndsAfterAWhile(
        new DatabaseConfig(
            right.url().replaceFirst("/[^/?]*(\\?|$)", "/no_such_database$1"),
            right.user(),
            right.password(),
            1));
  }

  @Test
  void databaseAway_isWaitedFor() {
    RuntimeException away =
        failureOf(new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/x", "a", "b", 1));

    assertThat(failures.test(away)).isFalse();
    now.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(failures.test(away)).isFalse();
  }

  private void assertEndsAfterAWhile(DatabaseConfig wrong) {
    RuntimeException refusal = failureOf(wrong);

    assertThat(failures.test(refusal)).isFalse();
    now.addAndGet(StartFailures.PATIENCE.toNanos() - 1);
    assertThat(failures.test(refusal)).isFalse();
    now.incrementAndGet();
    assertThat(failures.test(refusal)).isTrue();
  }

  private static RuntimeException failureOf(DatabaseConfig config) {
    try (Database wrong = new Database(config)) {
      return catchThrowableOfType(RuntimeException.class, wrong::migrate);
    }
  }
}
