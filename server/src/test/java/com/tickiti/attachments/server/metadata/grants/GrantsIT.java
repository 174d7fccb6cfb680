package com.tickiti.attachments.server.metadata.grants;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.command.AttachmentsCommand;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/**
 * Each role that {@code grants} makes can do its job and no other's, and what it lacks is named.
 */
@Timeout(60)
class GrantsIT {

  private static final String PREFIX = "grants_it_";

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;

  @BeforeAll
  static void start() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    helpdesk.attach(1, "one.txt", "one".getBytes(UTF_8));
    Run grants = command("grants", "--prefix=" + PREFIX);
    assertThat(grants.status).isZero();
    sql(grants.out);
    sql(grants.out); // again: nothing changes
    for (Job job : Job.values()) {
      sql("ALTER ROLE " + role(job) + " PASSWORD 'secret'");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    for (Job job : Job.values()) {
      sql("DROP OWNED BY " + role(job) + "; DROP ROLE " + role(job));
    }
    helpdesk.close();
  }

  @Test
  void serve_downloadsAndUploadsAreOff() throws Exception {
    try (AttachmentServer server = serve(Job.SERVE, "--audit=table")) {
      JsonCaller caller = new JsonCaller(server.httpUri());
      assertThat(caller.post(READER, "{\"ticket_number\":220009,\"response_attachment_id\":1}"))
          .satisfies(answer -> assertThat(answer.content()).isEqualTo("one".getBytes(UTF_8)));
      assertThat(uploads(caller)).isEqualTo("off");
      assertThat(upload(server, "a").statusCode()).isGreaterThanOrEqualTo(400);
    }
    assertThat(
            helpdesk
                .database()
                .sql()
                .fetchValue("SELECT last_used_at IS NOT NULL FROM api_tokens WHERE id = 14"))
        .isEqualTo(true);
  }

  @Test
  void upload_uploadsAndRepeats() throws Exception {
    try (AttachmentServer server = serve(Job.UPLOAD)) {
      assertThat(uploads(new JsonCaller(server.httpUri()))).isEqualTo("up");
      HttpResponse<String> first = upload(server, "key-of-grants");
      HttpResponse<String> second = upload(server, "key-of-grants");

      assertThat(first.statusCode()).as(first.body()).isIn(200, 201);
      assertThat(second.statusCode()).as(second.body()).isIn(200, 201);
    }
  }

  @Test
  void import_imports() throws IOException {
    Files.writeString(directory.resolve("2.txt"), "two");
    Path manifest =
        Files.writeString(
            directory.resolve("manifest.ndjson"),
            """
            {"type":"user","id":70,"email":"imported@example.test","is_staff":true}
            {"type":"queue","id":40,"name":"Imported"}
            {"type":"queue_permission","user_id":70,"queue_id":40,"can_view":true}
            {"type":"ticket","id":100,"number":330009,"queue_id":40,"subject":"x"}
            {"type":"response","id":420,"ticket_id":100}
            {"type":"attachment","id":200,"response_id":420,"name":"2.txt","file":"2.txt"}
            {"type":"rule","extension":"grants","outcome":"blocked"}
            {"type":"token","id":140,"user_id":70,"abilities":["tickets:read"],"secret":"0123456789abcdef"}
            """);
    Run first = as(Job.IMPORT, "import", manifest.toString(), "--migrate=false");
    assertThat(first.err).isEmpty();
    assertThat(first.status).isZero();
    assertThat(as(Job.IMPORT, "import", manifest.toString(), "--migrate=false").status).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "token create --migrate=false --user-id 7 --description x --ability tickets:read",
    "token list",
    "token revoke 19",
    "rule set --migrate=false grantable blocked",
    "rule list",
    "verify",
    "verify --types --update",
    "gc",
    "blobs bind",
  })
  void admin_administers(String line) {
    Run run = as(Job.ADMIN, line.split(" "));
    assertThat(run.err).isEmpty();
    assertThat(run.status).isZero();
  }

  @Test
  void admin_gcAndRuleRemove_delete() {
    sql("INSERT INTO file_type_rules VALUES ('removable', 'blocked', '')");
    assertThat(as(Job.ADMIN, "rule", "remove", "removable").status).isZero();
    sql(
        "INSERT INTO blobs (sha256, size, mime_type, created_at) VALUES ('%s', 1, 'x/y', '2020-01-01')"
            .formatted("c".repeat(64)));
    assertThat(as(Job.ADMIN, "gc").out).startsWith("removed 1 blob");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SERVE  | DELETE FROM blobs",
        "SERVE  | UPDATE api_tokens SET abilities = '{}'",
        "SERVE  | INSERT INTO users VALUES (1, 'x', true)",
        "SERVE  | DELETE FROM audit_log",
        "SERVE  | SELECT name FROM queues",
        "SERVE  | CREATE TABLE mine (id bigint)",
        "UPLOAD | UPDATE blobs SET size = 1",
        "UPLOAD | DELETE FROM blobs",
        "UPLOAD | UPDATE file_type_rules SET outcome = 'allowed'",
        "IMPORT | DELETE FROM tickets",
        "IMPORT | INSERT INTO audit_log (time) VALUES (now())",
        "ADMIN  | UPDATE users SET is_staff = true",
        "ADMIN  | INSERT INTO response_attachments (id) VALUES (1)",
      })
  void role_mayNotDoAnotherJob(Job job, String statement) {
    try (Database database = open(job)) {
      assertThatThrownBy(() -> database.forMaintenance().execute(statement))
          .hasMessageContaining("permission denied");
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachGrant_revoked_isNamedWithWhatItBreaks(Job job) {
    try (Database database = open(job)) {
      RoleInspection inspection = new RoleInspection(database);
      assertThat(inspection.shortfalls(job)).isEmpty();
      for (Privilege privilege : job.privileges()) {
        sql("REVOKE %s FROM %s".formatted(target(privilege), role(job)));
        sql(
            privilege.kind() == Privilege.Kind.FUNCTION
                ? "REVOKE EXECUTE ON FUNCTION " + privilege.object() + " FROM PUBLIC"
                : "SELECT 1");
        assertThat(inspection.shortfalls(job))
            .as(target(privilege))
            .isNotEmpty()
            .allSatisfy(
                shortfall -> {
                  assertThat(shortfall.kind()).isEqualTo(Shortfall.Kind.PRIVILEGE);
                  assertThat(shortfall.what())
                      .startsWith(privilege.verb())
                      .endsWith("on " + privilege.object());
                })
            .extracting(Shortfall::use)
            .contains(privilege.use());
        sql("GRANT %s TO %s".formatted(target(privilege), role(job)));
        if (privilege.kind() == Privilege.Kind.FUNCTION) {
          sql("GRANT EXECUTE ON FUNCTION " + privilege.object() + " TO PUBLIC");
        }
      }
      assertThat(inspection.shortfalls(job)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SERVE  | SELECT ON response_attachments | FAIL | the role lacks SELECT on response_attachments",
        "SERVE  | UPDATE (last_used_at) ON api_tokens | warn | the role lacks UPDATE (last_used_at) on api_tokens",
        "UPLOAD | INSERT ON uploads | FAIL | the role lacks INSERT on uploads",
        "SERVE  | USAGE ON SCHEMA public | FAIL | the role lacks USAGE on schema public",
      })
  void doctor_namesWhatTheRoleLacks(Job job, String grant, String level, String expected) {
    sql("REVOKE %s FROM %s".formatted(grant, role(job)));
    if (grant.startsWith("USAGE ON SCHEMA")) {
      sql("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
    }
    try {
      Run run = doctor(job);
      assertThat(run.out.lines())
          .anySatisfy(line -> assertThat(line).startsWith(level).contains(expected, " -> "));
      assertThat(run.status).isEqualTo(level.equals("FAIL") ? 1 : 0);
    } finally {
      sql("GRANT %s TO %s".formatted(grant, role(job)));
      sql("GRANT USAGE ON SCHEMA public TO PUBLIC");
    }
    assertThat(doctor(job).status).isZero();
  }

  private static Run doctor(Job job) {
    return as(job, "doctor", "--job=" + job, "--migrate=false", "--http-port=0", "--grpc-port=0");
  }

  private static String target(Privilege privilege) {
    String columns =
        privilege.grantedWhole()
            ? ""
            : privilege.columns().stream()
                .map(Field::getName)
                .collect(Collectors.joining(", ", " (", ")"));
    String kind = privilege.kind() == Privilege.Kind.RELATION ? "" : privilege.kind() + " ";
    return privilege.verb() + columns + " ON " + kind + privilege.object();
  }

  private static String role(Job job) {
    return PREFIX + job;
  }

  private static Database open(Job job) {
    DatabaseConfig config = helpdesk.database().config();
    return new Database(new DatabaseConfig(config.url(), role(job), "secret", 1));
  }

  private static AttachmentServer serve(Job job, String... more) throws IOException {
    return AttachmentServer.start(
        Settings.of(
            ServerConfig.class,
            Stream.concat(
                    options(job).stream(),
                    Stream.concat(
                        Stream.of("--migrate=false", "--http-port=0", "--grpc-port=0"),
                        Stream.of(more)))
                .toArray(String[]::new)));
  }

  private static List<String> options(Job job) {
    return List.of(
        "--data-dir=" + directory,
        "--db-url=" + helpdesk.database().config().url(),
        "--db-user=" + role(job),
        "--db-password=secret");
  }

  private static String uploads(JsonCaller caller) throws Exception {
    return caller.send("GET", "/readyz?verbose").json().at("/components/uploads").textValue();
  }

  private static HttpResponse<String> upload(AttachmentServer server, String key) throws Exception {
    String form =
        Stream.of("ticket_number\"\r\n\r\n220009", "response_id\"\r\n\r\n42")
                .map(part -> "--b\r\nContent-Disposition: form-data; name=\"" + part + "\r\n")
                .collect(Collectors.joining())
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"u.txt\"\r\n\r\n"
            + "uploaded\r\n--b--\r\n";
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(server.httpUri() + "/api/v1/tickets/attachment-upload"))
                .header("Authorization", "Bearer " + WRITER)
                .header("Idempotency-Key", key)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void sql(String statements) {
    helpdesk
        .database()
        .sql()
        .connection(
            connection -> {
              try (var statement = connection.createStatement()) {
                statement.execute(statements);
              }
            });
  }

  private static Run as(Job job, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(options(job));
    return command(all.toArray(String[]::new));
  }

  private static Run command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = AttachmentsCommand.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Run(commandLine.execute(arguments), out.toString(), err.toString());
  }

  private record Run(int status, String out, String err) {}
}
