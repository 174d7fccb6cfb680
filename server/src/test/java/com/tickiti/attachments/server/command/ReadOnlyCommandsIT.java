package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only reads writes nothing, and nothing works on the relations of a newer program. */
class ReadOnlyCommandsIT {

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;

  @BeforeAll
  static void start() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    helpdesk.attach(1, "one.txt", "one".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() throws IOException {
    helpdesk.close();
  }

  /** PostgreSQL itself would refuse to write for this role. */
  @ParameterizedTest
  @ValueSource(strings = {"token list", "rule list", "verify", "gc --dry-run"})
  void command_besideAServer_needsOnlyToReadAndWritesNoFile(String command) throws IOException {
    helpdesk
        .database()
        .sql()
        .execute(
            "DO $$ BEGIN CREATE ROLE only_reads LOGIN PASSWORD 'reads';"
                + " EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                + " GRANT SELECT ON ALL TABLES IN SCHEMA public TO only_reads");
    Map<Path, String> before = files(directory);

    CommandRun run = run("only_reads", "reads", helpdesk.database().config().url(), command);

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(files(directory)).isEqualTo(before);
  }

  @Test
  void importCheck_whereNothingIs_checksAndCreatesNothing(@TempDir Path nothing)
      throws IOException {
    Path manifest = nothing.resolve("manifest.ndjson");
    Files.writeString(
        manifest, "{\"type\":\"queue\",\"id\":4,\"name\":\"Support\"}\n{\"type\":\"q\"}\n");

    CommandRun run = CommandRun.on(nothing.resolve("data"), "import", manifest + "", "--check");

    assertThat(run.out()).contains("manifest.ndjson:2").doesNotContain("manifest.ndjson:1");
    assertThat(run.status()).isEqualTo(1);
    assertThat(nothing.resolve("data")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"token list", "rule list", "verify", "gc --dry-run", "gc", "token revoke 1"})
  void command_onAnEmptyDatabase_createsNothing(String command) {
    try (TestDatabase server = new TestDatabase()) {
      server.sql().execute("CREATE SCHEMA nothing");
      String url = server.config().url() + "?currentSchema=nothing";

      CommandRun run = run(server.config().user(), server.config().password(), url, command);

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1).contains("has no relation blobs");
      assertThat(
              server
                  .sql()
                  .fetchSingle(
                      "SELECT count(*) FROM pg_class WHERE relnamespace = 'nothing'::regnamespace")
                  .get(0))
          .isEqualTo(0L);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token list",
        "token revoke 1",
        "token create --user-id 7 --description x --ability tickets:read",
        "rule list",
        "rule set exe blocked",
        "rule remove exe",
        "verify",
        "gc",
        "gc --dry-run",
        "blobs bind",
        "import pom.xml"
      })
  void command_onANewerSchema_isRefusedInOneLine(String command) {
    try (TestDatabase newer = newer()) {
      CommandRun run =
          run(newer.config().user(), newer.config().password(), newer.config().url(), command);

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .hasLineCount(1)
          .startsWith("the database's schema is at version 9999, this program's at ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void serve_onANewerSchema_isRefused(boolean migrate) {
    try (TestDatabase newer = newer()) {
      assertThatThrownBy(
              () ->
                  AttachmentServer.start(
                      Settings.of(
                          ServerConfig.class,
                          Stream.concat(
                                  newer.options().stream(),
                                  Stream.of(
                                      "--data-dir=" + directory,
                                      "--migrate=" + migrate,
                                      "--http-port=0",
                                      "--grpc-port=0"))
                              .toArray(String[]::new))))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("9999");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "gc", "token list"})
  void command_onAnOlderSchema_isRefusedAndDoesNotUpdateIt(String command) {
    try (TestDatabase older = new TestDatabase()) {
      older
          .sql()
          .execute(
              "DELETE FROM flyway_schema_history WHERE installed_rank >="
                  + " (SELECT installed_rank FROM flyway_schema_history WHERE version = '7')");
      older.sql().execute("DROP TABLE blob_store");

      CommandRun run =
          run(older.config().user(), older.config().password(), older.config().url(), command);

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1).contains("expected: serve or import to have been run");
      assertThat(older.database().hasRelation("blob_store")).isFalse();
    }
  }

  @Test
  void forReading_theDatabaseItselfRefusesToWrite() {
    try (Database reading = new Database(helpdesk.database().config(), Database.Access.READ)) {
      assertThatThrownBy(() -> reading.forMaintenance().execute("DELETE FROM file_type_rules"))
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("read-only transaction");
      assertThatThrownBy(
              () ->
                  reading
                      .forMaintenance()
                      .transaction(
                          transaction -> transaction.dsl().execute("DELETE FROM file_type_rules")))
          .hasStackTraceContaining("read-only transaction");
    }
  }

  private static TestDatabase newer() {
    TestDatabase newer = new TestDatabase();
    newer
        .sql()
        .execute(
            "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
                + " checksum, installed_by, execution_time, success)"
                + " VALUES (9999, '9999', 'future', 'SQL', 'V9999__future.sql', 1, 'x', 1, true)");
    return newer;
  }

  private static CommandRun run(String user, String password, String url, String command) {
    return CommandRun.on(
        directory,
        Stream.concat(
                Stream.of(command.split(" ")),
                Stream.of("--db-url=" + url, "--db-user=" + user, "--db-password=" + password))
            .toArray(String[]::new));
  }

  /** All files outside the audit log, each with its size and time. */
  private static Map<Path, String> files(Path root) throws IOException {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        found.put(path, Files.size(path) + " " + Files.getLastModifiedTime(path));
      }
    }
    return found;
  }
}
