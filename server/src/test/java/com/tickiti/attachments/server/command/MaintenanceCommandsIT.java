package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.metadata.PostgresMetadata;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code token}, {@code rule}, {@code verify} and {@code gc} beside an owner of the data. */
class MaintenanceCommandsIT {

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir private static Path data;
  private static DataStores stores;

  @TempDir private Path export;

  @BeforeAll
  static void open() {
    stores =
        DataStores.openOwned(
            Settings.of(ServerConfig.Data.class, "--data-dir=" + data, "--db-pool-size=2"));
    stores.database().migrate();
  }

  @AfterAll
  static void close() throws IOException {
    stores.close();
  }

  @BeforeEach
  void importHelpdesk() throws IOException {
    sql(
        "TRUNCATE users, queues, queue_permissions, tickets, responses, blobs,"
            + " response_attachments, api_tokens CASCADE");
    CommandRun.on(data, "gc", "--grace", "0s");
    Files.writeString(export.resolve("1.txt"), "one");
    Files.writeString(export.resolve("2.txt"), "two");
    Path manifest = export.resolve("manifest.ndjson");
    Files.writeString(
        manifest,
        """
        {"type":"user","id":7,"email":"priya@example.test","is_staff":true}
        {"type":"queue","id":4,"name":"Support"}
        {"type":"ticket","id":1,"number":220009,"queue_id":4}
        {"type":"response","id":42,"ticket_id":1}
        {"type":"attachment","id":1,"response_id":42,"name":"1.txt","file":"1.txt"}
        {"type":"attachment","id":2,"response_id":42,"name":"2.txt","file":"2.txt"}
        """);
    assertThat(CommandRun.on(data, "import", manifest.toString()).err()).isEmpty();
  }

  @Test
  void anyCommand_databaseAway_saysSoInOneLine() {
    assertThat(onDatabase("jdbc:postgresql://127.0.0.1:1/postgres", "secret"))
        .isEqualTo(
            "list failed: the database: Connection to 127.0.0.1:1 refused. Check that the hostname"
                + " and port are correct and that the postmaster is accepting TCP/IP"
                + " connections.\n");
  }

  @Test
  void anyCommand_wrongPassword_saysSoInOneLineWithoutIt() {
    try (TestDatabase database = new TestDatabase()) {
      assertThat(onDatabase(database.config().url(), "wrong-secret"))
          .startsWith("list failed: the database: FATAL: password authentication failed for user")
          .hasLineCount(1)
          .doesNotContain("wrong-secret");
    }
  }

  /** What a command says on standard error that has failed. */
  private String onDatabase(String url, String password) {
    CommandRun run =
        CommandRun.on(
            export,
            "token",
            "list",
            "--db-url",
            url,
            "--db-user",
            "postgres",
            "--db-password",
            password);
    assertThat(run.status()).isEqualTo(1);
    return run.err();
  }

  @Test
  void token_worksOnceCreatedAndNotOnceRevoked() {
    CommandRun created =
        CommandRun.on(
            data,
            "token",
            "create",
            "--user-id",
            "7",
            "--description",
            "CRM",
            "--ability",
            "tickets:read",
            "--expires-at",
            "2100-01-01T00:00:00Z");
    assertThat(created.out()).matches("1[|][A-Za-z0-9_-]{43}\n");
    BearerToken token = BearerToken.parse("Bearer " + created.out()).orElseThrow();
    assertThat(facts(token).token()).matches(facts -> facts.secretMatches() && facts.live());

    assertThat(CommandRun.on(data, "token", "revoke", "1").out()).isEqualTo("revoked token 1\n");
    assertThat(facts(token).token()).matches(facts -> !facts.live());
  }

  @Test
  void tokens_areListedWithoutSecrets() throws IOException {
    CommandRun created =
        CommandRun.on(
            data,
            "token",
            "create",
            "--user-id",
            "7",
            "--description",
            "C\u001b[1mRM",
            "--ability",
            "tickets:read,tickets:write");
    String secret = created.out().strip().substring(2);
    CommandRun table = CommandRun.on(data, "token", "list");
    assertThat(table.out().lines().toList().get(1))
        .matches("1 +7 +C[?]\\[1mRM +tickets:read,tickets:write +- +- +-");
    CommandRun json = CommandRun.on(data, "token", "list", "--json");
    JsonNode token = new ObjectMapper().readTree(json.out()).get(0);
    assertThat(token.get("id").intValue()).isEqualTo(1);
    assertThat(token.get("abilities")).hasSize(2);
    assertThat(token.get("revoked_at").isNull()).isTrue();
    assertThat(table.out() + json.out())
        .doesNotContain(secret)
        .doesNotContain(BearerToken.secretSha256(secret));
  }

  @Test
  void token_ofNobody_isWrongUse() {
    assertThat(
            CommandRun.on(
                data,
                "token",
                "create",
                "--user-id",
                "99",
                "--description",
                "x",
                "--ability",
                "tickets:read"))
        .isEqualTo(new CommandRun(2, "", "--user-id: 99 (expected: a recorded user)\n"));
    assertThat(CommandRun.on(data, "token", "revoke", "99"))
        .isEqualTo(new CommandRun(2, "", "ID: 99 (expected: one of token list)\n"));
    assertThat(
            CommandRun.on(
                    data,
                    "token",
                    "create",
                    "--user-id",
                    "7",
                    "--description",
                    "x",
                    "--ability",
                    "tickets:read",
                    "--expires-at",
                    "tomorrow")
                .err())
        .isEqualTo("--expires-at: tomorrow (expected: RFC 3339, such as 2030-01-31T12:00:00Z)\n");
  }

  @Test
  void rule_isSetListedAndRemoved() throws IOException {
    assertThat(CommandRun.on(data, "rule", "set", ".HEIC", "allowed", "--note", "photo").out())
        .isEqualTo("heic is allowed\n");
    assertThat(CommandRun.on(data, "rule", "set", "heic", "Blocked").status()).isZero();
    assertThat(CommandRun.on(data, "rule", "list").out().lines())
        .anyMatch(line -> line.matches("heic +blocked"));
    JsonNode rules =
        new ObjectMapper().readTree(CommandRun.on(data, "rule", "list", "--json").out());
    assertThat(rules.findValuesAsText("extension")).contains("exe", "heic", "zip");
    assertThat(CommandRun.on(data, "rule", "remove", "HEIC").out())
        .isEqualTo("removed the rule for heic\n");
    assertThat(CommandRun.on(data, "rule", "remove", "heic"))
        .isEqualTo(new CommandRun(2, "", "EXTENSION: heic (expected: one of rule list)\n"));
    assertThat(CommandRun.on(data, "rule", "set", "tar.gz", "blocked").status()).isEqualTo(2);
    assertThat(CommandRun.on(data, "rule", "set", "gz", "forbidden").status()).isEqualTo(2);
  }

  @Test
  void rule_allowedThoughKinIsBlocked_saysSo() {
    assertThat(CommandRun.on(data, "rule", "set", "dll", "allowed").out().lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo("dll is allowed");
    assertThat(CommandRun.on(data, "rule", "set", "dll", "allowed").out())
        .contains("still blocked, by the rule for: ")
        .containsPattern("\\bexe\\b");
    assertThat(CommandRun.on(data, "rule", "set", "dll", "blocked").out())
        .isEqualTo("dll is blocked\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exe,bat", "a b", "exe ", "", "exe\u00a0", "\"exe\"", "exe::$DATA"})
  void rule_forWhatNoNameHas_isRefused(String extension) {
    CommandRun run = CommandRun.on(data, "rule", "set", extension, "blocked");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("EXTENSION: " + extension + " (expected: one extension");
  }

  @Test
  void ruleTest_saysWhichRuleDecides() throws IOException {
    Path batch = Files.writeString(export.resolve("notes.txt"), "@echo off\r\ndel x\r\n");
    Path text = Files.writeString(export.resolve("plain.txt"), "hello");
    Path pem =
        Files.writeString(
            export.resolve("key.txt"),
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");

    assertThat(CommandRun.on(data, "rule", "test", batch.toString()).out())
        .contains("notes.txt")
        .contains("txt is allowed")
        .contains("application/x-bat (bat cmd)")
        .contains("bat is blocked")
        .containsPattern("outcome +blocked, by the content\n");
    assertThat(CommandRun.on(data, "rule", "test", text.toString()).out())
        .containsPattern("outcome +allowed, by the name's extension\n");
    assertThat(
            CommandRun.on(data, "rule", "test", text.toString(), "--name", "=?utf-8?Q?a.EXE?=")
                .out())
        .containsPattern("extension +exe\n")
        .containsPattern("outcome +blocked, by the name's extension\n");
    assertThat(CommandRun.on(data, "rule", "test", text.toString(), "--name", "a").out())
        .containsPattern("outcome +review, by the name's extension, which has no rule\n");
    assertThat(CommandRun.on(data, "rule", "test", pem.toString()).out())
        .containsPattern("content review +PEM text")
        .containsPattern("outcome +review, by the content, which needs a review\n");
    assertThat(CommandRun.on(data, "rule", "test", export.resolve("none").toString()).status())
        .isEqualTo(2);
  }

  @Test
  void verifyTypes_reportsWhatIsSomethingElseNow() throws IOException {
    assertThat(CommandRun.on(data, "verify", "--types"))
        .isEqualTo(
            new CommandRun(0, "detected the types of 2 blobs anew: 0 changed, 0 not stored\n", ""));
    sql("UPDATE blobs SET mime_type = 'image/png', detected_extensions = '{png}'");
    sql("UPDATE blobs SET review_reason = 'old' WHERE sha256 = '%s'".formatted(digestOf(2)));

    CommandRun run = CommandRun.on(data, "verify", "--types");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains(digestOf(1) + "  image/png (png) -> text/plain (txt)")
        .contains(digestOf(2) + "  image/png (png, review: old) -> text/plain (txt)")
        .endsWith("2 changed (not recorded: --update records them), 0 not stored\n");
    JsonNode report =
        new ObjectMapper().readTree(CommandRun.on(data, "verify", "--types", "--json").out());
    assertThat(report.get("changed").intValue()).isEqualTo(2);
    assertThat(report.findValuesAsText("sha256"))
        .containsExactlyInAnyOrder(digestOf(1).hex(), digestOf(2).hex());

    assertThat(CommandRun.on(data, "verify", "--types", "--update").status()).isZero();
    assertThat(CommandRun.on(data, "verify", "--types").out()).contains(" 0 changed");
    assertThat(CommandRun.on(data, "verify", "--update").status()).isEqualTo(2);
  }

  @Test
  void verify_findsNothingWhereAllIsWell() {
    assertThat(CommandRun.on(data, "verify"))
        .isEqualTo(
            new CommandRun(
                0,
                "verified 2 blobs (6 bytes): 0 missing, 0 damaged, 0 unreadable, 0 orphaned\n",
                ""));
  }

  @Test
  void verify_reportsEachFaultAndChangesNothing() throws IOException {
    Digest one = digestOf(1);
    Digest two = digestOf(2);
    Files.writeString(file(one), "One");
    Files.delete(file(two));
    Digest orphan = storeOrphan("orphan");

    CommandRun run = CommandRun.on(data, "verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines())
        .anyMatch(line -> line.startsWith("damaged     " + one + "  its SHA-256 is "))
        .contains(
            "missing     "
                + two
                + "  recorded, not stored: attachment 2 of ticket 220009 \"2.txt\"")
        .contains("orphaned    " + orphan + "  stored, not referred to")
        .endsWith("verified 2 blobs (3 bytes): 1 missing, 1 damaged, 0 unreadable, 1 orphaned");
    assertThat(file(one)).hasContent("One");

    CommandRun json = CommandRun.on(data, "verify", "--json");
    assertThat(json.status()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(json.out());
    assertThat(report.get("faults").findValuesAsText("fault"))
        .containsExactlyInAnyOrder("damaged", "missing", "orphaned");
    assertThat(report.get("faults").findValuesAsText("ticket_number"))
        .containsExactly("220009", "220009");
    assertThat(report.get("checked").intValue()).isEqualTo(2);
  }

  @Test
  void verify_reportsWrongPieceDigests() {
    sql("UPDATE blobs SET piece_sha256 = set_byte(piece_sha256, 0, 1 # get_byte(piece_sha256, 0))");
    sql(
        "UPDATE blobs SET piece_sha256 = substr(piece_sha256, 2) WHERE sha256 = '%s'"
            .formatted(digestOf(2)));

    CommandRun run = CommandRun.on(data, "verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines())
        .contains(
            "damaged     "
                + digestOf(1)
                + "  the recorded SHA-256 of piece 0 is wrong: attachment 1 of ticket 220009"
                + " \"1.txt\"")
        .contains(
            "damaged     "
                + digestOf(2)
                + "  the recorded SHA-256 of its pieces are cut: attachment 2 of ticket 220009"
                + " \"2.txt\"")
        .endsWith("verified 2 blobs (6 bytes): 0 missing, 2 damaged, 0 unreadable, 0 orphaned");

    sql("UPDATE blobs SET piece_sha256 = NULL");
    assertThat(CommandRun.on(data, "verify").status()).isZero();
  }

  @Test
  void verify_reportsWhatIsReferredToAndNotRecorded() {
    sql("DELETE FROM blobs WHERE sha256 = '" + digestOf(1) + "'");
    CommandRun run = CommandRun.on(data, "verify");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).startsWith("missing     " + digestOf(1) + "  referred to, not recorded");
  }

  @Test
  void gc_removesOldOrphansOnly() throws IOException {
    Digest old = storeOrphan("old");
    Digest fresh = storeOrphan("fresh");
    Files.setLastModifiedTime(file(old), FileTime.from(LONG_AGO));
    Files.setLastModifiedTime(file(digestOf(1)), FileTime.from(LONG_AGO));
    Path stale = Files.writeString(data.resolve("blobs/tmp/incoming-1.tmp"), "half a fi");
    Files.setLastModifiedTime(stale, FileTime.from(LONG_AGO));
    Path underWay = Files.writeString(data.resolve("blobs/tmp/incoming-2.tmp"), "half a fi");

    assertThat(CommandRun.on(data, "gc", "--dry-run").out())
        .isEqualTo("would remove 1 blob and 1 temporary file\n");
    assertThat(file(old)).exists();
    assertThat(CommandRun.on(data, "gc").out()).isEqualTo("removed 1 blob and 1 temporary file\n");
    assertThat(file(old)).doesNotExist();
    assertThat(stale).doesNotExist();
    assertThat(file(fresh)).exists();
    assertThat(underWay).exists();
    assertThat(file(digestOf(1))).exists();
    Files.delete(underWay);
  }

  @Test
  void gc_removesTheRecordWithTheContent() throws IOException {
    Digest one = digestOf(1);
    Digest two = digestOf(2);
    sql("DELETE FROM response_attachments");
    assertThat(CommandRun.on(data, "gc").out())
        .isEqualTo("removed 0 blobs and 0 temporary files\n");
    Files.setLastModifiedTime(file(one), FileTime.from(LONG_AGO));
    Files.delete(file(two));
    sql("UPDATE blobs SET created_at = created_at - interval '2 days'");
    assertThat(CommandRun.on(data, "gc").out())
        .isEqualTo("removed 2 blobs and 0 temporary files\n");
    assertThat(file(one)).doesNotExist();
    assertThat(
            stores
                .database()
                .forMaintenance()
                .fetchSingle("SELECT count(*) FROM blobs")
                .getValue(0))
        .isEqualTo(0L);
  }

  @Test
  void content_storedAgain_startsItsGraceAnew() throws IOException {
    Digest orphan = storeOrphan("again");
    Files.setLastModifiedTime(file(orphan), FileTime.from(LONG_AGO));
    storeOrphan("again");
    assertThat(CommandRun.on(data, "gc").out())
        .isEqualTo("removed 0 blobs and 0 temporary files\n");
    assertThat(file(orphan)).exists();
  }

  @Test
  void gc_withAnUnreadableGrace_isWrongUse() {
    assertThat(CommandRun.on(data, "gc", "--grace", "1 day"))
        .isEqualTo(
            new CommandRun(
                2, "", "--grace: 1 day (expected: such as 500ms, 30s, 10m, 24h or 7d)\n"));
  }

  private static AccessFacts facts(BearerToken token) {
    try (TokenUses uses = new TokenUses(stores.database())) {
      return new PostgresMetadata(stores.database(), uses)
          .facts(token, TicketKey.NONE, null, () -> false);
    }
  }

  private static Digest digestOf(long attachmentId) {
    return new Digest(
        String.valueOf(
            stores
                .database()
                .forMaintenance()
                .fetchSingle("SELECT sha256 FROM response_attachments WHERE id = " + attachmentId)
                .getValue(0)));
  }

  private static Digest storeOrphan(String text) throws IOException {
    Path file = Files.writeString(stores.staging().create(), text);
    Digest digest = Digest.of(Digest.sha256().digest(Files.readAllBytes(file)));
    stores.blobs().put(digest, file);
    return digest;
  }

  private static Path file(Digest digest) {
    String hex = digest.hex();
    return data.resolve("blobs")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  private static void sql(String statement) {
    stores.database().forMaintenance().execute(statement);
  }
}
