package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.TestCallers;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.command.MaintenanceOn;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.download.Download;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.download.DownloadRequest;
import com.tickiti.attachments.server.fault.FaultyFiles;
import com.tickiti.attachments.server.fault.FaultyProxy;
import com.tickiti.attachments.server.fault.FaultyProxy.RequestFault;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.harness.Upkeep;
import com.tickiti.attachments.server.metadata.PostgresMetadata;
import com.tickiti.attachments.server.metadata.PostgresUploads;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.server.staging.StagingDirectory;
import com.tickiti.attachments.server.upload.BlobIngest;
import com.tickiti.attachments.server.upload.Upload;
import com.tickiti.attachments.server.upload.UploadHandler;
import com.tickiti.attachments.server.upload.UploadRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SQLite's technique: call N on the files, or request N to the database, fails once, then from N on
 * for good, and N is raised until a run meets no fault any more. After every run the system is in
 * the old or the new state, nothing acknowledged is lost, and no file is left open.
 */
@Tag("trust")
class NthCallFaultsIT {

  private static final int SIZE = 200_000;
  private static final int KNOWN = 7001;

  /** In every build only about every tenth N has its turn. */
  private static final int SHORT_RUN_STRIDE = 20;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static FaultyProxy proxy;
  private static Path faultyDirectory;
  private static JsonCaller caller;
  private static Upkeep upkeep;
  private static int numbers;

  private final long seed = TrustRun.seed();
  private int runs;
  private int armedAt;
  private boolean faultCameToPass;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    DatabaseConfig direct = helpdesk.database().config();
    proxy = new FaultyProxy(URI.create(direct.url().substring("jdbc:".length())).getPort());
    faultyDirectory = FaultyFiles.below(directory);
    caller = new JsonCaller(helpdesk.server().httpUri());
    upkeep = new Upkeep(directory, direct);
    helpdesk.attach(KNOWN, "known.zip", content(KNOWN));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
    proxy.close();
  }

  /** What fails, and how often. */
  enum Fault {
    FILE_CALL_ONCE,
    FILE_CALLS_FROM_THEN_ON,
    DATABASE_REQUEST_ONCE,
    DATABASE_REQUESTS_FROM_THEN_ON,
    DATABASE_ANSWER_ONCE;

    boolean isOfFiles() {
      return this == FILE_CALL_ONCE || this == FILE_CALLS_FROM_THEN_ON;
    }

    void arm(int number) {
      if (isOfFiles()) {
        FaultyFiles.of(faultyDirectory).arm(number, this == FILE_CALLS_FROM_THEN_ON);
      } else {
        proxy.arm(
            new RequestFault(
                number, this == DATABASE_ANSWER_ONCE, this == DATABASE_REQUESTS_FROM_THEN_ON));
      }
    }

    /** Ends it; returns whether it has come to pass. */
    boolean disarm(int number) {
      int calls = isOfFiles() ? FaultyFiles.of(faultyDirectory).disarm() : proxy.requests();
      proxy.heal();
      return calls >= number;
    }
  }

  @ParameterizedTest
  @EnumSource
  void upload(Fault fault) throws Exception {
    sweep(
        "upload",
        fault,
        stores -> {
          int number = ++numbers;
          Long id = attempt(fault, () -> upload(stores, number));
          List<Long> recorded = ids("n" + number + ".zip");
          assertThat(recorded).hasSizeLessThanOrEqualTo(1);
          if (id != null) {
            assertThat(recorded).containsExactly(id);
          }
          for (long each : recorded) {
            assertServed(each, content(number));
          }
          return id != null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void importing(Fault fault) throws Exception {
    sweep(
        "import",
        fault,
        stores -> {
          int number = numbers += 3;
          Path manifest = manifest(number);
          Boolean done =
              attempt(
                  fault,
                  () -> {
                    MaintenanceOn.importing(stores, manifest);
                    return true;
                  });
          List<Long> recorded = ids("i" + number + ".zip");
          assertThat(recorded.size()).isIn(done == null ? List.of(0, 3) : List.of(3));
          for (long each : recorded) {
            assertServed(each, content((int) each));
          }
          return done != null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void download(Fault fault) throws Exception {
    sweep(
        "download",
        fault,
        stores -> {
          byte[] served = attempt(fault, () -> download(stores));
          if (served != null) {
            assertThat(served).isEqualTo(content(KNOWN));
          }
          return served != null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void gc(Fault fault) throws Exception {
    pruneEmptyDirectories();
    sweep(
        "gc",
        fault,
        stores -> {
          Instant before = Instant.now().plusSeconds(60);
          // What earlier runs have left would make each one longer than the last.
          MaintenanceOn.sweeping(stores, before);
          leaveOrphans();
          Boolean done =
              attempt(
                  fault,
                  () -> {
                    MaintenanceOn.sweeping(stores, before);
                    return true;
                  });
          assertServed(KNOWN, content(KNOWN));
          return done != null;
        });
  }

  /** Raises N until the run is clean; then one sweep leaves no trace of all that has failed. */
  private void sweep(String what, Fault fault, Scenario scenario) throws Exception {
    long start = System.nanoTime();
    Random steps = new Random(seed);
    boolean clean = false;
    for (int n = 1; !clean; n += TrustRun.isLong() ? 1 : 1 + steps.nextInt(SHORT_RUN_STRIDE)) {
      try (DataStores stores = open()) {
        stores.database().probe();
        armedAt = n;
        boolean done = scenario.run(stores);
        clean = !faultCameToPass;
        if (clean) {
          assertThat(done).as("a run without a fault").isTrue();
        }
        runs++;
      } catch (Exception | AssertionError e) {
        throw new AssertionError(what + ", " + fault + " " + n + ", seed " + seed, e);
      }
    }
    assertThat(runs).isGreaterThan(1);
    upkeep.assertSoundOnceSwept();
    TrustRun.report(
        "N-th call: " + what + ", " + fault.name().toLowerCase(Locale.ROOT),
        runs,
        "old or new state each time",
        "old or new state, nothing acknowledged lost, no open file",
        seed,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** What it gives; null where it fails. */
  private <T> @Nullable T attempt(Fault fault, Action<T> action) {
    fault.arm(armedAt);
    try {
      return action.run();
    } catch (Exception e) {
      assertThat(e).isNotInstanceOfAny(NullPointerException.class, IllegalStateException.class);
      return null;
    } finally {
      faultCameToPass = fault.disarm(armedAt);
      assertThat(FaultyFiles.of(faultyDirectory).open()).as("open files").isZero();
    }
  }

  private static DataStores open() {
    DatabaseConfig direct = helpdesk.database().config();
    ServerConfig.Data named =
        Settings.of(
            ServerConfig.Data.class,
            "--db-url=" + direct.url().replaceAll(":[0-9]+/", ":" + proxy.port() + "/"),
            "--db-user=" + direct.user(),
            "--db-password=" + direct.password(),
            "--db-pool-size=1",
            "--migrate=false");
    // A directory of another file system than the default one cannot be named by an option.
    return DataStores.openShared(
        new ServerConfig.Data(
            faultyDirectory,
            named.databaseUrl(),
            named.databaseUser(),
            named.databasePassword(),
            named.poolSize(),
            named.migrate(),
            named.blobStore()));
  }

  private static long upload(DataStores stores, int number) throws Exception {
    Database database = stores.database();
    try (TokenUses uses = new TokenUses(database)) {
      UploadHandler handler =
          new UploadHandler(
              new Gate(new PostgresMetadata(database, uses), false),
              new PostgresUploads(database),
              new BlobIngest(stores.blobs(), stores.staging(), new TypeDetector()),
              AuditLog.OFF,
              1 << 20);
      UploadRequest request =
          new UploadRequest(
              new TicketKey(TicketKey.Kind.NUMBER, 220009L),
              42L,
              "n" + number + ".zip",
              false,
              null,
              null,
              null,
              Map.of());
      try (Upload upload = handler.begin(caller(WRITER, "n" + number), request)) {
        upload.write(content(number));
        return upload.finish().attachment().id();
      }
    }
  }

  private static byte[] download(DataStores stores) throws Exception {
    try (TokenUses uses = new TokenUses(stores.database())) {
      PostgresMetadata metadata = new PostgresMetadata(stores.database(), uses);
      DownloadHandler handler =
          new DownloadHandler(
              new Gate(metadata, false),
              metadata,
              VerifiedBlobs.of(stores.blobs(), metadata, 0),
              AuditLog.OFF);
      DownloadRequest request =
          new DownloadRequest(
              new TicketKey(TicketKey.Kind.NUMBER, 220009L), (long) KNOWN, false, null, Map.of());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Download download = handler.open(caller(READER, "n"), request)) {
        while (download.hasNext()) {
          ByteBuffer next = download.next();
          out.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
        }
      }
      return out.toByteArray();
    }
  }

  private static Caller caller(String token, String requestId) {
    return TestCallers.unlimited(BearerToken.parse("Bearer " + token).orElseThrow(), requestId);
  }

  private static Path manifest(int number) throws IOException {
    Path export = Files.createDirectories(directory.resolve("export"));
    StringBuilder lines = new StringBuilder();
    for (int id = number; id < number + 3; id++) {
      Files.write(export.resolve("" + id), content(id));
      lines.append(
          "{\"type\":\"attachment\",\"id\":%d,\"response_id\":42,\"name\":\"i%d.zip\",\"file\":\"%d\"}\n"
              .formatted(id, number, id));
    }
    return Files.writeString(export.resolve("manifest.ndjson"), lines);
  }

  /** Each is a call more, and the other operations have left hundreds. */
  private static void pruneEmptyDirectories() throws IOException {
    Path blobs = directory.resolve("blobs");
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(blobs)) {
      deepestFirst = paths.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      try (Stream<Path> entries = Files.list(path)) {
        if (entries.findAny().isEmpty() && !path.endsWith("tmp")) {
          Files.delete(path);
        }
      }
    }
  }

  private static void leaveOrphans() throws IOException {
    Path blobs = directory.resolve("blobs");
    BlobIngest ingest =
        new BlobIngest(
            new FilesystemBlobStore(blobs),
            new StagingDirectory(blobs.resolve("tmp")),
            new TypeDetector());
    for (int i = 0; i < 2; i++) {
      var unused = ingest.ingest(new ByteArrayInputStream(content(-1 - i)));
    }
    Files.createTempFile(blobs.resolve("tmp"), "incoming-", null);
  }

  private static List<Long> ids(String name) {
    return helpdesk
        .database()
        .sql()
        .fetch("SELECT id FROM response_attachments WHERE name = ? ORDER BY id", name)
        .map(row -> row.get(0, Long.class));
  }

  private static void assertServed(long id, byte[] expected) throws Exception {
    Answer answer =
        caller.post(
            READER, "{\"ticket_number\":220009,\"response_attachment_id\":%d}".formatted(id));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.content()).isEqualTo(expected);
  }

  private static byte[] content(int number) {
    byte[] content = new byte[SIZE];
    new Random(number).nextBytes(content);
    return content;
  }

  /** One run; whether it succeeded, and was acknowledged. */
  @FunctionalInterface
  private interface Scenario {
    boolean run(DataStores stores) throws Exception;
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface Action<T> {
    T run() throws Exception;
  }
}
