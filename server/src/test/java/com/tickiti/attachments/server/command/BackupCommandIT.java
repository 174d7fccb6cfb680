package com.tickiti.attachments.server.command;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.maintenance.Backup;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.v1.UploadHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backup} beside a server, and {@code restore} into an empty place. */
class BackupCommandIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;

  @TempDir private Path root;
  private Path backup;

  @BeforeAll
  static void start() throws IOException {
    helpdesk = new TestHelpdesk(directory);
  }

  /** What earlier tests have stored stays, as orphans that no backup concerns. */
  @BeforeEach
  void attach() throws IOException {
    backup = root.resolve("backup");
    helpdesk.database().sql().execute("TRUNCATE response_attachments, blobs CASCADE");
    helpdesk.attach(1, "one.txt", "one\n\\.\t\\N".getBytes(UTF_8));
    helpdesk.attach(2, "two, \u00e9\u4e2d.txt", random(2, 200_000));
  }

  @AfterAll
  static void stop() throws IOException {
    helpdesk.close();
  }

  @Test
  void backupDuringUploads_restoredIntoAnEmptyDirectory_hasAllThatWasAcknowledgedBefore()
      throws Exception {
    Map<String, String> acknowledged = new ConcurrentHashMap<>();
    AtomicBoolean goOn = new AtomicBoolean(true);
    ExecutorService uploader = Executors.newSingleThreadExecutor();
    Map<String, String> before;
    try (GrpcCaller caller = new GrpcCaller(helpdesk.server().grpcTarget())) {
      Future<Integer> uploads = uploader.submit(() -> upload(caller, acknowledged, goOn));
      Await.until("some uploads", LIMIT, () -> acknowledged.size() >= 5);
      before = Map.copyOf(acknowledged);
      CommandRun first = run("backup", backup.toString());
      assertThat(first.err()).isEmpty();
      assertThat(first.status()).isZero();
      assertThat(first.out()).contains("0 there already, 0 missing, 0 damaged, 0 unreadable");
      goOn.set(false);
      assertThat(uploads.get()).isGreaterThanOrEqualTo(5);
    } finally {
      uploader.shutdownNow();
    }
    helpdesk.database().sql().execute("TRUNCATE response_attachments, blobs CASCADE");

    Path restored = root.resolve("restored");
    CommandRun run = CommandRun.on(restored, "restore", backup.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("restored 2").endsWith("; 0 dangling\n");

    assertThat(CommandRun.on(restored, "verify").out())
        .endsWith("0 missing, 0 damaged, 0 unreadable, 0 orphaned\n");
    try (AttachmentServer server = serve("--data-dir=" + restored);
        GrpcCaller caller = new GrpcCaller(server.grpcTarget())) {
      assertThat(recorded(restored)).containsAllEntriesOf(before);
      assertServed(server, 1, "one\n\\.\t\\N".getBytes(UTF_8));
      assertServed(server, 2, random(2, 200_000));
      String id = caller.upload(WRITER, header("after"), random(9, 10)).getAttachment().getId();
      assertThat(Long.parseLong(id))
          .as("an id that no restored attachment has")
          .isGreaterThan(newestUpload(restored, "after"));
    }
  }

  @Test
  void secondBackup_copiesOnlyWhatIsNew_andEitherSnapshotCanBeRestored() throws IOException {
    CommandRun first = run("backup", backup.toString());
    assertThat(first.out()).contains(" rows; copied 2 blobs (200.0 kB), 0 there already");
    helpdesk.attach(3, "three.txt", random(3, 1000));
    helpdesk.database().sql().execute("DELETE FROM response_attachments WHERE id = 1");
    CommandRun second = run("backup", backup.toString(), "--verify");
    assertThat(second.out()).contains(" rows; copied 1 blob (1.0 kB), 2 there already");

    String name = first.out().substring(0, first.out().indexOf(':'));
    try (TestDatabase old = new TestDatabase();
        TestDatabase newest = new TestDatabase()) {
      assertThat(restore(old, "old", "--snapshot", name).out())
          .contains("restored " + name, "copied 2 blobs");
      assertThat(restore(newest, "new").out()).contains("copied 3 blobs", "0 dangling");
      assertThat(ids(old)).containsExactly(1L, 2L);
      assertThat(ids(newest)).containsExactly(2L, 3L);
      assertThat(restore(old, "old", "--snapshot", "no").err()).contains("holds no no");
    }
  }

  @Test
  void gcDuringABackup_isRefused() throws IOException {
    Digest one = helpdesk.attach(1_000, "one.txt", "one\n\\.\t\\N".getBytes(UTF_8));
    helpdesk.database().sql().execute("DELETE FROM response_attachments WHERE id IN (1, 1000)");
    List<CommandRun> sweeps = new ArrayList<>();
    try (DataStores stores = DataStores.openExisting(data(), Database.Access.READ)) {
      stores.compareBlobs(false);
      new Backup(
              stores,
              backup,
              false,
              (item, outcome, detail) -> sweeps.add(run("gc", "--grace", "0s", "--yes")))
          .run();
    }

    assertThat(sweeps).hasSize(2);
    assertThat(sweeps)
        .allSatisfy(
            sweep -> {
              assertThat(sweep.status()).isEqualTo(2);
              assertThat(sweep.err()).hasLineCount(1).contains("a backup is copying blobs");
            });
    Path unreferred = helpdesk.blobFile(one);
    assertThat(unreferred).exists();
    assertThat(run("gc", "--grace", "0s", "--yes").status()).isZero();
    assertThat(unreferred).doesNotExist();
  }

  @Test
  void contentMissingOrDamaged_isNamedByBackupAndByRestore() throws IOException {
    Digest gone = helpdesk.attach(3, "three.txt", random(3, 1000));
    Digest damaged = helpdesk.attach(4, "four.txt", random(4, 1000));
    Files.delete(helpdesk.blobFile(gone));
    Files.write(helpdesk.blobFile(damaged), random(5, 1000));

    CommandRun run = run("backup", backup.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("missing     " + gone + "  not stored\n")
        .contains("damaged     " + damaged + "  its SHA-256 is ")
        .endsWith(
            "copied 2 blobs (200.0 kB), 0 there already, 1 missing, 1 damaged, 0 unreadable\n");
    try (TestDatabase target = new TestDatabase()) {
      CommandRun restore = restore(target, "target");
      assertThat(restore.status()).isEqualTo(1);
      assertThat(restore.out()).endsWith("; 2 dangling\n");
      assertThat(ids(target)).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void restore_ofADamagedBackup_writesNothing() throws IOException {
    assertThat(run("backup", backup.toString()).status()).isZero();
    Digest one = helpdesk.attach(1_000, "one.txt", "one\n\\.\t\\N".getBytes(UTF_8));
    Path blob =
        backup
            .resolve("blobs")
            .resolve(directory.resolve("blobs").relativize(helpdesk.blobFile(one)));
    Files.writeString(blob, "one\n\\.\t\\n");

    try (TestDatabase target = new TestDatabase()) {
      CommandRun refused = restore(target, "target");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.out()).startsWith("damaged     " + one);
      assertThat(refused.err()).hasLineCount(1).contains("1 content of the backup cannot be read");
      assertThat(ids(target)).isEmpty();
      CommandRun incomplete = restore(target, "target", "--incomplete");
      assertThat(incomplete.out()).contains("copied 0 blobs", "1 there already", "1 dangling");
      assertThat(ids(target)).containsExactly(1L, 2L);
    }

    Path rows = snapshot().resolve("users.copy");
    Files.writeString(rows, Files.readString(rows).replace("priya", "prija"));
    CommandRun damaged = CommandRun.on(root.resolve("none"), "restore", backup.toString());
    assertThat(damaged.status()).isEqualTo(1);
    assertThat(damaged.err()).hasLineCount(1).contains("users.copy is damaged");
    assertThat(root.resolve("none")).doesNotExist();
  }

  @Test
  void restore_whereAnythingIs_isRefused() throws IOException {
    assertThat(run("backup", backup.toString()).status()).isZero();
    try (TestDatabase target = new TestDatabase()) {
      Path blobs = Files.createDirectories(root.resolve("other/blobs"));
      Files.writeString(blobs.resolve("blob-store.id"), "0".repeat(32) + "\n");
      assertRefused(restore(target, "other"), "is another blob store");
      target.sql().execute("INSERT INTO queues VALUES (9, 'Mine')");
      assertRefused(restore(target, "target"), "queues has rows");
    }
    assertRefused(run("restore", backup.toString()), "has rows");
    assertRefused(run("restore", directory.toString()), "holds no snapshot");
    assertRefused(run("backup", directory.toString()), "holds something else");
    try (TestHelpdesk other = new TestHelpdesk(root.resolve("another"))) {
      List<String> options = new ArrayList<>(List.of("backup", backup.toString()));
      options.addAll(other.database().options());
      assertRefused(
          CommandRun.on(root.resolve("another"), options.toArray(String[]::new)),
          "holds blobs of another blob store");
    }
  }

  @Test
  void backup_ofViews_isRefused() throws IOException {
    helpdesk
        .database()
        .sql()
        .execute("ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people");

    CommandRun run = run("backup", backup.toString());

    helpdesk.database().sql().execute("DROP VIEW users; ALTER TABLE people RENAME TO users");
    assertRefused(run, "the relation users is no table of this program");
    assertThat(backup).doesNotExist();
  }

  /** As one that an older program has written: its schema lacks the last table. */
  @Test
  void restore_ofAnOlderSchema_bringsTheTablesUpToDate() throws IOException {
    assertThat(run("backup", backup.toString()).status()).isZero();
    Path manifest = snapshot().resolve("manifest.json");
    String text = Files.readString(manifest);
    String older =
        text.replaceFirst("\"schema\" : \"\\d+\"", "\"schema\" : \"9\"")
            .replaceFirst(",? \\{\\s+\"table\" : \"imported_files\",[^}]*}", "");
    assertThat(older).doesNotContain("imported_files").isNotEqualTo(text);
    Files.writeString(manifest, older);
    Path sums = snapshot().resolve("SHA256SUMS");
    Files.writeString(
        sums,
        Files.readString(sums)
            .replaceFirst(
                "[0-9a-f]{64}  manifest",
                Digest.of(Digest.sha256().digest(older.getBytes(UTF_8))) + "  manifest"));
    try (TestDatabase target = new TestDatabase()) {
      target.sql().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");

      CommandRun run = restore(target, "older");

      assertThat(run.err()).isEmpty();
      assertThat(run.out()).endsWith("0 dangling\n");
      assertThat(ids(target)).containsExactly(1L, 2L);
      assertThat(target.database().hasRelation("imported_files")).isTrue();
    }
  }

  private static void assertRefused(CommandRun run, String reason) {
    assertThat(run.err()).hasLineCount(1).contains(reason);
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }

  private static int upload(GrpcCaller caller, Map<String, String> acknowledged, AtomicBoolean goOn)
      throws Exception {
    int number = 0;
    while (goOn.get() && number < 500) {
      String name = "u" + number++;
      acknowledged.put(
          name,
          caller.upload(WRITER, header(name), random(number, 50_000)).getAttachment().getSha256());
    }
    return number;
  }

  private static UploadHeader header(String name) {
    return UploadHeader.newBuilder()
        .setTicketNumber("220009")
        .setResponseId("42")
        .setName(name + ".txt")
        .setRequestId(name)
        .build();
  }

  private static void assertServed(AttachmentServer server, long id, byte[] content)
      throws Exception {
    JsonCaller.Answer answer =
        new JsonCaller(server.httpUri())
            .post(
                READER,
                "{\"ticket_number\":220009,\"response_attachment_id\":%d,\"intent\":\"review_ok\"}"
                    .formatted(id));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.content()).isEqualTo(content);
  }

  private CommandRun run(String... command) {
    return CommandRun.on(
        directory,
        Stream.concat(Stream.of(command), helpdesk.database().options().stream())
            .toArray(String[]::new));
  }

  private CommandRun restore(TestDatabase target, String name, String... options) {
    return CommandRun.on(
        root.resolve(name),
        Stream.of(
                Stream.of("restore", backup.toString()),
                Stream.of(options),
                target.options().stream())
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private ServerConfig.Data data() {
    return Settings.of(
        ServerConfig.Data.class,
        Stream.concat(Stream.of("--data-dir=" + directory), helpdesk.database().options().stream())
            .toArray(String[]::new));
  }

  private static AttachmentServer serve(String... options) throws IOException {
    return AttachmentServer.start(
        Settings.of(
            ServerConfig.class,
            Stream.concat(Stream.of("--http-port=0", "--grpc-port=0"), Stream.of(options))
                .toArray(String[]::new)));
  }

  private static Map<String, String> recorded(Path data) throws IOException {
    try (DataStores stores =
        DataStores.openExisting(
            Settings.of(ServerConfig.Data.class, "--data-dir=" + data), Database.Access.READ)) {
      return stores
          .database()
          .forMaintenance()
          .fetch("SELECT replace(name, '.txt', ''), sha256 FROM response_attachments")
          .intoMap(row -> row.get(0, String.class), row -> row.get(1, String.class));
    }
  }

  /** The highest id of an attachment that is not the named one. */
  private static long newestUpload(Path data, String exceptName) throws IOException {
    try (DataStores stores =
        DataStores.openExisting(
            Settings.of(ServerConfig.Data.class, "--data-dir=" + data), Database.Access.READ)) {
      return stores
          .database()
          .forMaintenance()
          .fetchSingle(
              "SELECT max(id) FROM response_attachments WHERE name <> ?", exceptName + ".txt")
          .get(0, Long.class);
    }
  }

  private Path snapshot() throws IOException {
    try (Stream<Path> snapshots = Files.list(backup.resolve("snapshots"))) {
      return snapshots.findFirst().orElseThrow();
    }
  }

  private static List<Long> ids(TestDatabase database) {
    return database
        .sql()
        .fetch("SELECT id FROM response_attachments ORDER BY id")
        .map(row -> row.get(0, Long.class));
  }

  private static byte[] random(int seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }
}
