package com.tickiti.attachments.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside an owner of the data directory, as beside a running server. */
class ImportCommandIT {

  private static final List<String> HELPDESK =
      List.of(
          "{'type':'user','id':7,'email':'priya@example.test','is_staff':true}",
          "{'type':'queue','id':4,'name':'Support'}",
          "{'type':'queue_permission','user_id':7,'queue_id':4,'can_view':true}",
          "{'type':'ticket','id':1,'number':220009,'queue_id':4,'subject':'Help'}",
          "{'type':'response','id':42,'ticket_id':1,'plain_text':'text'}",
          "{'type':'attachment','id':5,'response_id':42,'name':'a.txt','file':'a.txt'}",
          "{'type':'rule','extension':'.EXE','outcome':'blocked','note':'no'}",
          "{'type':'token','id':14,'user_id':7,'abilities':['tickets:read'],'secret':'s3cret'}");

  @TempDir private static Path data;
  private static DataStores stores;

  @TempDir private Path export;
  private Path manifest;

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
  void empty() throws IOException {
    stores
        .database()
        .forMaintenance()
        .execute(
            "TRUNCATE users, queues, queue_permissions, tickets, responses, blobs,"
                + " response_attachments, api_tokens CASCADE");
    manifest = export.resolve("manifest.ndjson");
    Files.writeString(export.resolve("a.txt"), "hello\n");
  }

  @Test
  void allTypes_areImported() throws IOException {
    assertThat(importing(HELPDESK))
        .isEqualTo(
            new CommandRun(
                0,
                "imported 8 records (1 attachment, 1 new blob, 6 bytes):"
                    + " 7 new, 1 changed, 0 unchanged\n",
                ""));
    assertThat(value("SELECT subject FROM tickets WHERE number = 220009")).isEqualTo("Help");
    assertThat(value("SELECT note FROM file_type_rules WHERE extension = 'exe'")).isEqualTo("no");
    assertThat(value("SELECT secret_sha256 FROM api_tokens WHERE id = 14"))
        .isEqualTo(BearerToken.secretSha256("s3cret"));
    String sha256 = String.valueOf(value("SELECT sha256 FROM response_attachments WHERE id = 5"));
    assertThat(value("SELECT size FROM blobs WHERE sha256 = '" + sha256 + "'")).isEqualTo(6L);
    assertThat(stores.blobs().contains(new Digest(sha256))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyOrder_isTaken(long seed) throws IOException {
    List<String> lines = new ArrayList<>(HELPDESK);
    Collections.shuffle(lines, new Random(seed));
    assertThat(importing(lines).err()).isEmpty();
    assertThat(rows()).isEqualTo(7);
  }

  @Test
  void secondImport_updatesInPlace() throws IOException {
    importing(HELPDESK);
    Object created = value("SELECT created_at FROM responses");
    List<String> changed =
        HELPDESK.stream()
            .map(line -> line.replace("'Help'", "'Helped'").replace("'text'", "'words'"))
            .toList();
    assertThat(importing(changed).out())
        .isEqualTo(
            "imported 8 records (1 attachment, 0 new blobs, 6 bytes): 0 new, 2 changed, 6 unchanged\n");
    assertThat(rows()).isEqualTo(7);
    assertThat(value("SELECT subject FROM tickets")).isEqualTo("Helped");
    assertThat(value("SELECT plain_text FROM responses")).isEqualTo("words");
    assertThat(value("SELECT created_at FROM responses")).isEqualTo(created);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'user','id':7,'email':'p@example.test'}
          {'type':'queue_permission','user_id':7,'queue_id':4,'can_view':false}
          {'type':'attachment','id':5,'response_id':42,'name':'b','file':'a.txt'}
          {'type':'rule','extension':'exe','outcome':'allowed'}
          {'type':'token','id':14,'user_id':7,'abilities':[],'secret':'x'}
          """)
  void sameKeyTwice_isRefused(String repeated) throws IOException {
    List<String> lines = new ArrayList<>(HELPDESK);
    lines.add(repeated);
    assertThat(importing(lines).err())
        .matches(
            Pattern.quote(manifest + ":9: repeats line ")
                + "[1-8]"
                + Pattern.quote(" (expected: each record once in a manifest)\n"));
    assertThat(rows()).isZero();
  }

  @Test
  void unchangedFile_isNotReadAgain() throws IOException {
    Path file = export.resolve("a.txt");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    importing(HELPDESK);
    Object digest = value("SELECT sha256 FROM response_attachments");
    // The same size and time, so that only reading it would tell.
    Files.writeString(file, "HELLO\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));

    assertThat(importing(HELPDESK).out()).endsWith(": 0 new, 0 changed, 8 unchanged\n");
    assertThat(value("SELECT sha256 FROM response_attachments")).isEqualTo(digest);
    assertThat(CommandRun.on(data, "import", "--reread", manifest.toString()).out())
        .endsWith(": 0 new, 1 changed, 7 unchanged\n");
    assertThat(value("SELECT sha256 FROM response_attachments")).isNotEqualTo(digest);
  }

  @Test
  void unchangedFileWhoseBlobIsGone_isReadAgain() throws IOException {
    Path file = export.resolve("a.txt");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    importing(HELPDESK);
    Digest digest = new Digest(String.valueOf(value("SELECT sha256 FROM response_attachments")));
    stores.blobs().delete(digest);
    importing(HELPDESK);
    assertThat(stores.blobs().contains(digest)).isTrue();
  }

  @Test
  void changedFile_isReadAgain() throws IOException {
    Path file = export.resolve("a.txt");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    importing(HELPDESK);
    Files.writeString(file, "HELLO\n");
    assertThat(importing(HELPDESK).out()).endsWith(": 0 new, 1 changed, 7 unchanged\n");
  }

  @Test
  void check_namesEveryBadLineAndWhatIsBlocked_andRecordsNothing() throws IOException {
    Files.write(export.resolve("evil.bin"), new byte[] {'M', 'Z'});
    List<String> lines = new ArrayList<>(HELPDESK);
    lines.add("{'type':'queue','id':4}");
    lines.add("{'type':'attachment','id':6,'response_id':42,'name':'b','file':'b'}");
    lines.add("{'type':'ticket','id':2,'number':3,'queue_id':5}");
    lines.add("{'type':'queue','id':4,'name':'again'}");
    lines.add("{'type':'attachment','id':8,'response_id':42,'name':'a.exe','file':'a.txt'}");
    write(lines);

    CommandRun run = CommandRun.on(data, "import", "--check", manifest.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines())
        .containsExactly(
            manifest + ":9: name: missing",
            manifest + ":10: file: \"b\" does not exist",
            manifest + ":11: queue_id: 5 (expected: a queue of the file or recorded before)",
            manifest + ":12: repeats line 2 (expected: each record once in a manifest)",
            manifest + ":13: would be blocked: a.exe",
            "checked 13 records (3 attachments, 12 bytes): 4 bad lines, 1 would be blocked");
    assertThat(rows()).isZero();
    assertThat(value("SELECT count(*) FROM blobs")).isEqualTo(0L);
  }

  @Test
  void check_goodManifest_isStatus0() throws IOException {
    write(HELPDESK);
    CommandRun run = CommandRun.on(data, "import", "--check", manifest.toString());
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualTo("checked 8 records (1 attachment, 6 bytes): 0 bad lines, 0 would be blocked\n");
    assertThat(rows()).isZero();
  }

  @Test
  void ticketNumbers_canBeSwapped() throws IOException {
    String queue = "{'type':'queue','id':4,'name':'Support'}";
    importing(List.of(queue, ticket(1, 10), ticket(2, 20)));
    assertThat(importing(List.of(ticket(1, 20), ticket(2, 10))).err()).isEmpty();
    assertThat(value("SELECT number FROM tickets WHERE id = 1")).isEqualTo(20L);
  }

  @Test
  void blankLinesAndCarriageReturns_areNoRecords() throws IOException {
    Files.writeString(manifest, "\r\n{\"type\":\"queue\",\"id\":4,\"name\":\"A\"}\r\n  \n\n");
    assertThat(CommandRun.on(data, "import", manifest.toString()).out())
        .isEqualTo(
            "imported 1 record (0 attachments, 0 new blobs, 0 bytes): 1 new, 0 changed, 0 unchanged\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'queue','id':4}                         | 9: name: missing
          {'type':'usr','id':4}                           | 9: type: "usr" (expected: user, queue, queue_permission, ticket, response, attachment, rule or token)
          {'type':'token','id':1,'secret':s3cret}         | 9: not valid JSON at column 33
          {'type':'attachment','id':6,'response_id':42,'name':'b','file':'b'}        | 9: file: "b" does not exist
          {'type':'attachment','id':6,'response_id':42,'name':'b','file':'../b'}     | 9: file: "../b" does not exist
          {'type':'attachment','id':6,'response_id':43,'name':'b','file':'a.txt'}    | 9: response_id: 43 (expected: a response of the file or recorded before)
          {'type':'response','id':43,'ticket_id':2}       | 9: ticket_id: 2 (expected: a ticket of the file or recorded before)
          {'type':'ticket','id':2,'number':3,'queue_id':5} | 9: queue_id: 5 (expected: a queue of the file or recorded before)
          {'type':'queue_permission','user_id':8,'queue_id':4} | 9: user_id: 8 (expected: a user of the file or recorded before)
          {'type':'ticket','id':2,'number':220009,'queue_id':4} | 9: number: 220009 (expected: a number that no other ticket has)
          """)
  void badLine_isNamedAndNothingIsKept(String line, String message) throws IOException {
    List<String> lines = new ArrayList<>(HELPDESK);
    lines.add(line);
    assertThat(importing(lines)).isEqualTo(new CommandRun(2, "", manifest + ":" + message + "\n"));
    assertThat(rows()).isZero();
  }

  @Test
  void badFirstLine_isNamedThoughMuchFollows() throws IOException {
    List<String> lines = new ArrayList<>(List.of("{'type':'response','id':1,'ticket_id':9999}"));
    lines.addAll(HELPDESK);
    LongStream.range(100, 3_000).mapToObj(id -> ticket(id, id)).forEach(lines::add);
    assertThat(importing(lines).err()).startsWith(manifest + ":1: ticket_id: 9999 ");
    assertThat(rows()).isZero();
  }

  @Test
  void manyRows_areImportedInBatches() throws IOException {
    List<String> lines = new ArrayList<>(HELPDESK);
    LongStream.range(100, 5_000).mapToObj(id -> ticket(id, id)).forEach(lines::add);
    Collections.reverse(lines);
    assertThat(importing(lines).out()).startsWith("imported 4908 records");
    assertThat(value("SELECT count(*) FROM tickets")).isEqualTo(4_901L);
  }

  @Test
  void missingManifest_isWrongUse() {
    CommandRun run = CommandRun.on(data, "import", manifest.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).isEqualTo(manifest + ": cannot be read (expected: a file)\n");
  }

  @Test
  void withoutAServer_tablesAreMadeFirst(@TempDir Path fresh) throws IOException {
    write(HELPDESK);
    assertThat(CommandRun.on(fresh, "import", manifest.toString()).status()).isZero();
    assertThat(CommandRun.on(fresh, "token", "list").out()).contains("tickets:read");
  }

  private CommandRun importing(List<String> lines) throws IOException {
    write(lines);
    return CommandRun.on(data, "import", manifest.toString());
  }

  private void write(List<String> lines) throws IOException {
    Files.writeString(
        manifest, lines.stream().collect(Collectors.joining("\n")).replace('\'', '"'), UTF_8);
  }

  private static String ticket(long id, long number) {
    return "{'type':'ticket','id':" + id + ",'number':" + number + ",'queue_id':4}";
  }

  private static long rows() {
    return Stream.of(
            "users",
            "queues",
            "queue_permissions",
            "tickets",
            "responses",
            "blobs",
            "api_tokens CASCADE")
        .mapToLong(table -> (Long) value("SELECT count(*) FROM " + table))
        .sum();
  }

  private static Object value(String sql) {
    return stores.database().forMaintenance().fetchSingle(sql).getValue(0);
  }
}
