package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.database.SchemaVersion;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.postgres.OldestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The oldest PostgreSQL that is supported, for real: migrations, and a call of each kind. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "has binaries for no other")
@Timeout(60)
class OldestPostgresIT {

  private static final byte[] CONTENT = "the bytes".getBytes(UTF_8);

  @TempDir private static Path directory;
  private static OldestPostgres postgres;
  private static TestHelpdesk helpdesk;
  private static ApiCaller caller;

  @BeforeAll
  static void start() throws IOException {
    postgres = OldestPostgres.start(Files.createDirectory(directory.resolve("server")));
    helpdesk =
        new TestHelpdesk(
            Files.createDirectory(directory.resolve("data")),
            new TestDatabase(postgres.config()),
            "--audit=table");
    helpdesk.attach(10, "a.PDF", CONTENT);
    helpdesk.attach(11, "b.exe", CONTENT);
    caller = new ApiCaller(helpdesk.server().httpUri());
  }

  @AfterAll
  static void stop() throws IOException {
    helpdesk.close();
    postgres.close();
  }

  @Test
  void server_isThatOld() {
    assertThat(helpdesk.server().databaseFacts().server()).startsWith("PostgreSQL 13.");
  }

  @Test
  void download_isDecidedAndServed() throws Exception {
    assertThat(download(READER, 10).data().get("content_base64").binaryValue()).isEqualTo(CONTENT);
    assertThat(download(READER, 11).error()).isEqualTo("attachment_blocked");
    assertThat(download(READER, 12).error()).isEqualTo("not_found");
    assertThat(download(TestHelpdesk.REVOKED, 10).error()).isEqualTo("unauthenticated");
  }

  @Test
  void upload_isThereToDownload() throws Exception {
    Reply uploaded =
        caller.upload(
            WRITER, "key-1", "c.txt", CONTENT, "ticket_number", "220009", "response_id", "42");
    assertThat(uploaded.status()).isEqualTo(200);

    Reply downloaded = download(READER, Long.parseLong(uploaded.data().get("id").asText()));
    assertThat(downloaded.data().get("content_base64").binaryValue()).isEqualTo(CONTENT);
  }

  @Test
  void callsAround_areServed() throws Exception {
    String ticket = "{\"ticket_number\":220009}";
    for (String path : new String[] {"show", "responses", "attachments"}) {
      assertThat(caller.post("/api/v1/tickets/" + path, READER, ticket).status()).isEqualTo(200);
    }
    assertThat(caller.post("/api/v1/token", READER, "{}").status()).isEqualTo(200);
    assertThat(caller.get("/tickets/220009/attachments/10", READER).body()).isEqualTo(CONTENT);
    assertThat(caller.get("/tickets/220009/attachments.zip", READER).status()).isEqualTo(200);
  }

  @Test
  void migrateAgain_changesNothing() {
    Database database = helpdesk.database().database();
    database.migrate();
    assertThat(database.schema().state()).isEqualTo(SchemaVersion.State.CURRENT);
  }

  /** The same function as on a newer server: the newest migration that has it replaces it. */
  @Test
  void extensions_areThoseOfNewerServers() {
    try (TestDatabase newer = new TestDatabase()) {
      String query = "SELECT prosrc FROM pg_proc WHERE proname = 'attachment_extension'";
      assertThat(helpdesk.database().sql().fetch(query).getValues(0))
          .isEqualTo(newer.sql().fetch(query).getValues(0));
    }
  }

  @Test
  void migrate_cutShortBehindTheFirstStep_goesOn() {
    DatabaseConfig server = postgres.config();
    String name = "cut_short";
    try (Database maintenance = new Database(server)) {
      maintenance.forMaintenance().execute("CREATE DATABASE " + name);
    }
    String url = server.url().replaceAll("/postgres$", "/" + name);
    Flyway.configure()
        .dataSource(url, server.user(), server.password())
        .baselineVersion("1")
        .baselineDescription("helpdesk on PostgreSQL 13")
        .load()
        .baseline();

    try (Database database =
        new Database(new DatabaseConfig(url, server.user(), server.password(), 2))) {
      database.migrate();
      assertThat(database.schema().state()).isEqualTo(SchemaVersion.State.CURRENT);
      assertThat(database.hasRelation("response_attachments")).isTrue();
    }
  }

  private static Reply download(String token, long attachment) throws Exception {
    return caller.post(
        "/api/v1/tickets/attachment",
        token,
        "{\"ticket_number\":220009,\"response_attachment_id\":" + attachment + "}");
  }
}
