package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database and a blob store that do not belong together are told from two that do. */
class StoreBindingIT {

  @TempDir private Path root;
  private final List<TestDatabase> databases = new ArrayList<>();

  @AfterEach
  void close() {
    databases.forEach(TestDatabase::close);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gc --grace 0s",
        "gc --grace 0s --yes",
        "gc --dry-run",
        "verify",
        "token list",
        "token revoke 1",
        "rule list",
        "rule remove exe",
        "blobs bind"
      })
  void command_inAnEmptyDirectory_createsAndRemovesNothing(String command) throws IOException {
    Helpdesk helpdesk = new Helpdesk("a", Optional.of(S3Server.newBucket()));
    helpdesk.importBlobs(3);
    Path empty = Files.createDirectory(root.resolve("empty"));

    CommandRun run = CommandRun.on(empty.resolve("data"), helpdesk.withStore(command.split(" ")));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).contains("holds no database");
    assertThat(empty).isEmptyDirectory();
    assertThat(helpdesk.stored()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyCommandAndServe_withTheDatabaseOfAnother_isRefused(boolean s3) throws IOException {
    Helpdesk one = new Helpdesk("one", bucket(s3));
    Helpdesk other = new Helpdesk("other", bucket(s3));
    one.importBlobs(3);
    other.importBlobs(2);
    Helpdesk mixed = one.withDatabaseOf(other);

    for (String command : List.of("gc --grace 0s --yes", "gc --dry-run", "verify")) {
      assertRefused(mixed.run(command.split(" ")));
    }
    assertRefused(mixed.run("import", mixed.manifest(1).toString()));
    assertThatThrownBy(mixed::serve)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is not the blob store of this database");
    assertThat(one.stored()).hasSize(3);
    assertThat(one.run("verify").status()).isZero();
    assertThat(other.run("verify").status()).isZero();
  }

  @Test
  void serve_onANewDatabaseWithBlobsOfAnother_isRefusedAndBindsNothing() throws IOException {
    Helpdesk one = new Helpdesk("one", Optional.empty());
    one.importBlobs(3);
    Helpdesk fresh = one.withDatabaseOf(new Helpdesk("fresh", Optional.empty()));

    assertThatThrownBy(fresh::serve).isInstanceOf(CommandFailure.class);
    assertThat(fresh.run("gc", "--grace", "0s", "--yes").status()).isEqualTo(2);

    assertThat(one.stored()).hasSize(3);
    assertThat(one.run("verify").status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dataFromBeforeThereWereIds_isBoundByTheFirstWhoWrites(boolean s3) throws IOException {
    Helpdesk helpdesk = new Helpdesk("old", bucket(s3));
    helpdesk.importBlobs(3);
    helpdesk.forgetIds();
    CommandRun gc = helpdesk.run("gc", "--grace", "0s");
    assertThat(gc.status()).isEqualTo(2);
    assertThat(gc.err()).contains("are not bound to each other yet");
    assertThat(helpdesk.marker()).doesNotExist();

    helpdesk.importBlobs(1);

    assertThat(helpdesk.marker()).hasContent(helpdesk.recordedId());
    assertThat(helpdesk.run("gc", "--grace", "0s").status()).isZero();
  }

  @Test
  void dataFromBeforeThereWereIds_withItsBlobsNotMounted_isNotBound() throws IOException {
    Helpdesk helpdesk = new Helpdesk("old", Optional.empty());
    helpdesk.importBlobs(3);
    helpdesk.forgetIds();
    Path blobs = helpdesk.directory.resolve("blobs");
    Path mounted = Files.move(blobs, root.resolve("unmounted"));
    Files.createDirectory(blobs);

    CommandRun run = helpdesk.run("import", helpdesk.manifest(1).toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("it is away");
    assertThat(blobs).isEmptyDirectory();
    Files.delete(blobs);
    Files.move(mounted, blobs);
    assertThat(helpdesk.run("import", helpdesk.manifest(1).toString()).status()).isZero();
  }

  @Test
  void databaseRestoredFromBeforeItWasBound_isBoundToTheSameStore() throws IOException {
    Helpdesk helpdesk = new Helpdesk("restored", Optional.empty());
    helpdesk.importBlobs(3);
    String id = helpdesk.recordedId();
    helpdesk.sql("DELETE FROM blob_store");

    helpdesk.importBlobs(1);

    assertThat(helpdesk.recordedId()).isEqualTo(id);
    assertThat(helpdesk.marker()).hasContent(id);
  }

  @Test
  void storeRestoredWithoutItsMarker_isRefusedUntilItIsBound() throws IOException {
    Helpdesk helpdesk = new Helpdesk("restored", Optional.empty());
    helpdesk.importBlobs(3);
    Files.delete(helpdesk.marker());
    assertThat(helpdesk.run("verify").status()).isEqualTo(1);

    assertThat(helpdesk.run("blobs", "bind"))
        .isEqualTo(
            new CommandRun(
                0,
                "bound the database and the blob store: both hold id "
                    + helpdesk.recordedId()
                    + "\n",
                ""));

    assertThat(helpdesk.run("verify").status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalAtTheSameTime_bindByOneId(boolean s3) throws Exception {
    Helpdesk helpdesk = new Helpdesk("several", bucket(s3));
    helpdesk.importBlobs(2);
    helpdesk.forgetIds();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<String>> starts = Collections.nCopies(4, helpdesk::adopt);
      Set<String> ids = new HashSet<>();
      for (Future<String> start : threads.invokeAll(starts)) {
        ids.add(start.get());
      }
      assertThat(ids).containsExactly(helpdesk.recordedId());
      assertThat(helpdesk.marker()).hasContent(helpdesk.recordedId());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void databaseWithoutTheRelation_isServedFromAndSweptWithAWarning() throws IOException {
    Helpdesk helpdesk = new Helpdesk("views", Optional.empty());
    helpdesk.importBlobs(2);
    helpdesk.sql("DROP TABLE blob_store");

    try (AttachmentServer server = helpdesk.serve("--migrate=false")) {
      assertThat(server.readyLine()).startsWith("ready ");
    }
    assertThat(helpdesk.run("verify", "--migrate", "false").status()).isZero();
    assertThat(helpdesk.run("gc", "--grace", "0s").status()).isZero();
    helpdesk.sql("DELETE FROM response_attachments");
    helpdesk.sql("DELETE FROM blobs");
    assertThat(helpdesk.run("gc", "--grace", "0s").status())
        .as("nothing says that the blobs are this database's")
        .isEqualTo(2);
    assertThat(helpdesk.stored()).hasSize(2);
  }

  @Test
  void gc_ofMoreThanATenth_needsYes() throws IOException {
    Helpdesk helpdesk = new Helpdesk("many", Optional.empty());
    helpdesk.importBlobs(120);
    helpdesk.sql("DELETE FROM response_attachments WHERE id <= 50");
    String plan = "would remove 50 blobs and 0 temporary files";
    String excess = "more than a tenth of the 120 blobs";

    assertThat(helpdesk.run("gc", "--grace", "0s", "--dry-run"))
        .isEqualTo(new CommandRun(0, plan + "\n" + excess + ": gc needs --yes\n", ""));
    assertThat(helpdesk.run("gc", "--grace", "0s"))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                plan
                    + ", "
                    + excess
                    + ": nothing was removed (expected: --yes, where that is right)\n"));
    assertThat(helpdesk.stored()).hasSize(120);
    assertThat(helpdesk.run("gc", "--grace", "0s", "--yes").out())
        .isEqualTo("removed 50 blobs and 0 temporary files\n");

    helpdesk.sql("DELETE FROM response_attachments WHERE id <= 60");
    assertThat(helpdesk.run("gc", "--grace", "0s").status()).as("of 70 any may go").isZero();
    assertThat(helpdesk.stored()).hasSize(60);
  }

  private static void assertRefused(CommandRun run) {
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).contains("is not the blob store of this database");
  }

  private static Optional<S3Location> bucket(boolean s3) {
    return s3 ? Optional.of(S3Server.newBucket()) : Optional.empty();
  }

  /** A database and a blob store, with the commands on both. */
  private final class Helpdesk {

    private final Path directory;
    private final Optional<S3Location> bucket;
    private final TestDatabase database;

    Helpdesk(String name, Optional<S3Location> bucket) throws IOException {
      this(Files.createDirectory(root.resolve(name)), bucket, new TestDatabase());
      databases.add(database);
    }

    private Helpdesk(Path directory, Optional<S3Location> bucket, TestDatabase database) {
      this.directory = directory;
      this.bucket = bucket;
      this.database = database;
    }

    Helpdesk withDatabaseOf(Helpdesk other) {
      return new Helpdesk(directory, bucket, other.database);
    }

    void importBlobs(int count) throws IOException {
      assertThat(run("import", manifest(count).toString()).status()).isZero();
    }

    Path manifest(int count) throws IOException {
      Path export = Files.createDirectories(root.resolve("export"));
      StringBuilder lines =
          new StringBuilder(
              """
              {"type":"queue","id":4,"name":"Support"}
              {"type":"ticket","id":1,"number":220009,"queue_id":4}
              {"type":"response","id":42,"ticket_id":1}
              """);
      for (int id = 1; id <= count; id++) {
        Files.writeString(export.resolve(id + ".txt"), directory.getFileName() + " " + id);
        lines.append(
            "{\"type\":\"attachment\",\"id\":%1$d,\"response_id\":42,\"name\":\"%1$d.txt\",\"file\":\"%1$d.txt\"}\n"
                .formatted(id));
      }
      return Files.writeString(export.resolve("manifest.ndjson"), lines);
    }

    CommandRun run(String... command) {
      return CommandRun.on(
          directory,
          Stream.concat(Stream.of(withStore(command)), database.options().stream())
              .toArray(String[]::new));
    }

    String[] withStore(String... command) {
      return Stream.concat(
              Stream.of(command), bucket.map(S3Server::options).orElse(List.of()).stream())
          .toArray(String[]::new);
    }

    AttachmentServer serve(String... options) throws IOException {
      return AttachmentServer.start(
          Settings.of(
              ServerConfig.class,
              Stream.concat(
                      dataOptions(),
                      Stream.concat(
                          Stream.of("--http-port=0", "--grpc-port=0"), Stream.of(options)))
                  .toArray(String[]::new)));
    }

    /** As a server does when it starts. */
    String adopt() throws IOException {
      try (DataStores stores =
          DataStores.openShared(
              Settings.of(ServerConfig.Data.class, dataOptions().toArray(String[]::new)))) {
        stores.adoptBlobs();
        return stores.blobs().id().orElseThrow().text();
      }
    }

    private Stream<String> dataOptions() {
      return Stream.concat(
          Stream.of(withStore("--data-dir=" + directory)), database.options().stream());
    }

    /** As if both were from before there were ids. */
    void forgetIds() throws IOException {
      Files.delete(marker());
      sql("DELETE FROM blob_store");
    }

    String recordedId() {
      return String.valueOf(
          database
              .sql()
              .fetchSingle("SELECT id FROM blob_store WHERE bound_at IS NOT NULL")
              .get(0));
    }

    void sql(String statement) {
      database.sql().execute(statement);
    }

    Path marker() {
      return storeRoot().resolve("blob-store.id");
    }

    List<Path> stored() throws IOException {
      try (Stream<Path> files = Files.walk(storeRoot())) {
        return files
            .filter(Files::isRegularFile)
            .filter(file -> file.getFileName().toString().length() == 64)
            .toList();
      }
    }

    private Path storeRoot() {
      return bucket
          .map(s3 -> S3Server.directory(s3.bucket()).resolve(s3.prefix()))
          .orElse(directory.resolve("blobs"));
    }
  }
}
