package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.doctor.Doctor;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.metadata.grants.GrantScript;
import com.tickiti.attachments.server.metadata.grants.Job;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * The views that {@code .github/views.md} has to copy, read by the role that {@code grants} makes:
 * the whole contract is served.
 */
@Timeout(60)
class ViewsIT {

  private static final Path PAGE = Path.of("../.github/views.md");
  private static final String PREFIX = "views_it_";
  private static final byte[] CONTENT = "one file".getBytes(UTF_8);
  private static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();

  @TempDir private static Path directory;
  private static TestDatabase database;
  private static ServerConfig config;
  private static AttachmentServer server;
  private static ApiCaller caller;

  @BeforeAll
  static void start() throws Exception {
    database = new TestDatabase();
    run("DROP SCHEMA public CASCADE");
    run(block("helpdesk"));
    run("CREATE SCHEMA attachments; SET search_path = attachments;" + extensionFunction());
    run(block("views"));
    arrange();
    run(new GrantScript("attachments", PREFIX, List.of(Job.SERVE)).sql());
    run("ALTER ROLE views_it_serve PASSWORD 'secret'");
    LINES.start();
    ((Logger) LoggerFactory.getLogger(TokenUses.class)).addAppender(LINES);
    config =
        Settings.of(
            ServerConfig.class,
            "--data-dir=" + directory,
            "--db-url=" + database.config().url(),
            "--db-user=views_it_serve",
            "--db-password=secret",
            "--migrate=false",
            "--http-port=0",
            "--grpc-port=0",
            "--address-failures-per-minute=0");
    server = AttachmentServer.start(config);
    caller = new ApiCaller(server.httpUri());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    run("DROP OWNED BY views_it_serve; DROP ROLE views_it_serve");
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 220009, 1, '', 200, ''",
    "2, 220009, 1, '', 200, ''",
    "1, 220009, 3, ',\"intent\":\"review_ok\"', 200, ''",
    "9, 220009, 1, '', 401, unauthenticated",
    "4, 220009, 1, '', 401, unauthenticated",
    "3, 220009, 1, '', 403, forbidden",
    "1, 220010, 1, '', 403, forbidden",
    "1, 999999, 1, '', 404, not_found",
    "1, 220009, 99, '', 404, not_found",
    "1, 220009, 2, '', 403, attachment_blocked",
    "1, 220009, 3, '', 403, attachment_review_required",
    "1, 220009, 4, '', 413, attachment_too_large",
    "1, 220009, 5, '', 404, not_found",
  })
  void download_hasTheContractsOutcomes(
      int token, long ticket, long attachment, String more, int status, String error)
      throws Exception {
    Reply reply =
        caller.post(
            "/api/v1/tickets/attachment",
            token + "|" + SECRET,
            "{\"ticket_number\":%d,\"response_attachment_id\":%d%s}"
                .formatted(ticket, attachment, more));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error()).isEqualTo(error);
    if (status == 200) {
      assertThat(reply.data().get("content_base64").binaryValue()).isEqualTo(CONTENT);
    }
  }

  @Test
  void everythingAround_isServed() throws Exception {
    String token = "1|" + SECRET;
    assertThat(caller.post(ApiCaller.TOKEN, token, "{}").data().toString()).contains("the key");
    Reply ticket = caller.post("/api/v1/tickets/show", token, "{\"ticket_number\":220009}");
    assertThat(ticket.data().toString()).contains("a case");
    assertThat(
            caller
                .post("/api/v1/tickets/responses", token, "{\"ticket_number\":220009}")
                .json()
                .toString())
        .contains("a message", "eve@example.test");
    assertThat(
            caller
                .post("/api/v1/tickets/attachments", token, "{\"ticket_number\":220009}")
                .json()
                .toString())
        .contains("one.txt", "blocked.exe");
    Reply link =
        caller.post(
            ApiCaller.LINK, token, "{\"ticket_number\":220009,\"response_attachment_id\":1}");
    assertThat(caller.get(link.data().get("url").textValue(), null).body()).isEqualTo(CONTENT);
    assertThat(caller.get("/tickets/220009/attachments/1", token, "Range", "bytes=4-7").body())
        .isEqualTo("file".getBytes(UTF_8));
    assertThat(caller.get("/readyz?verbose", null).json().at("/components/uploads").textValue())
        .isEqualTo("off");
  }

  /** Written behind: stopping writes what was noted, so that another server is stopped here. */
  @Test
  void lastUse_isNeitherRecordedNorLogged() throws Exception {
    try (AttachmentServer other = AttachmentServer.start(config)) {
      Reply reply = new ApiCaller(other.httpUri()).post(ApiCaller.TOKEN, "1|" + SECRET, "{}");
      assertThat(reply.status()).isEqualTo(200);
    }
    assertThat(LINES.list).isEmpty();
  }

  @Test
  void doctor_findsNothingThatFails() {
    List<Finding> findings = new Doctor(config, List.of()).examine();

    assertThat(findings).filteredOn(finding -> finding.level() == Finding.Level.FAIL).isEmpty();
    assertThat(findings)
        .extracting(Finding::name, Finding::what)
        .contains(tuple("grants: serve", "the role may do serve --migrate=false, without uploads"));
  }

  @Test
  void doctor_namesAColumnThatIsMissingOrOfAnotherType() throws Exception {
    run("ALTER VIEW attachments.users RENAME COLUMN is_staff TO staff");
    run("ALTER VIEW attachments.api_tokens RENAME TO api_tokens_right");
    run(
        "CREATE VIEW attachments.api_tokens AS SELECT id, user_id, description, secret_sha256,"
            + " abilities::text[], expires_at, revoked_at FROM attachments.api_tokens_right;"
            + " GRANT SELECT ON attachments.api_tokens TO views_it_serve");
    try {
      assertThat(new Doctor(config, List.of()).examine())
          .filteredOn(finding -> finding.level() == Finding.Level.FAIL)
          .extracting(Finding::what)
          .anySatisfy(what -> assertThat(what).startsWith("no column users.is_staff"))
          .anySatisfy(
              what ->
                  assertThat(what)
                      .startsWith(
                          "column api_tokens.abilities is text[] (expected: character varying[])"));
    } finally {
      run("DROP VIEW attachments.api_tokens");
      run("ALTER VIEW attachments.api_tokens_right RENAME TO api_tokens");
      run("ALTER VIEW attachments.users RENAME COLUMN staff TO is_staff");
    }
  }

  private static void arrange() throws Exception {
    Digest digest = Digest.of(Digest.sha256().digest(CONTENT));
    Path file = Files.write(directory.resolve("incoming"), CONTENT);
    FilesystemBlobStore store = new FilesystemBlobStore(directory.resolve("blobs"));
    store.put(digest, file);
    assertThat(store.identify(StoreId.random())).isNotNull(); // most of what is recorded is missing
    String hash = digest.hex();
    run(
        """
        INSERT INTO helpdesk.people VALUES (7, 'priya@example.test', 'agent'), (8, 'eve@example.test', 'customer');
        INSERT INTO helpdesk.members VALUES (7, 4), (8, 4);
        INSERT INTO helpdesk.cases VALUES (1, 220009, 4, 'a case', 'open'), (2, 220010, 5, 'another', 'open');
        INSERT INTO helpdesk.messages VALUES (42, 1, 8, 'a message');
        INSERT INTO helpdesk.files VALUES
          (1, 42, 'one.txt', '%1$s', 8, 'text/plain'), (2, 42, 'blocked.EXE', '%1$s', 8, 'text/plain'),
          (3, 42, 'gated.log', '%1$s', 8, 'text/plain'),
          (4, 42, 'large.txt', '%2$s', 26214401, 'text/plain'),
          (5, 42, 'missing.txt', '%3$s', 8, 'text/plain');
        INSERT INTO helpdesk.file_policy VALUES ('txt', 'allowed'), ('exe', 'blocked'), ('log', 'review');
        INSERT INTO helpdesk.keys VALUES (1, 7, 'the key', '%4$s', false, NULL), (2, 7, 'writes', '%4$s', true, NULL),
          (3, 8, 'not staff', '%4$s', false, NULL), (4, 7, 'ended', '%4$s', false, now() - interval '1 day');
        """
            .formatted(hash, "a".repeat(64), "b".repeat(64), BearerToken.secretSha256(SECRET)));
  }

  private static String extensionFunction() throws IOException {
    try (InputStream migration =
        ViewsIT.class.getResourceAsStream("/db/migration/V5__detected_extensions.sql")) {
      return found(
          "(?ms)^CREATE OR REPLACE FUNCTION attachment_extension.*?^  \\$\\$;$",
          new String(migration.readAllBytes(), UTF_8),
          0);
    }
  }

  private static String block(String name) throws IOException {
    return found("(?s)<!-- " + name + " -->\n```sql\n(.*?)```", Files.readString(PAGE), 1);
  }

  private static String found(String pattern, String text, int group) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(group);
  }

  /** As a client of PostgreSQL's own would: no placeholders. */
  private static void run(String sql) {
    database
        .sql()
        .connection(
            connection -> {
              try (var statement = connection.createStatement()) {
                statement.execute(sql);
              }
            });
  }
}
