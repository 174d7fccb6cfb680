package com.tickiti.attachments.server.maintenance;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BoundBlobStore;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.SchemaVersion;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotWriter;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.BlobLocations;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a snapshot of a backup back into an empty database and an empty blob store: the tables as
 * they were, the contents, then all rows in one transaction, and the tables up to date. Until that
 * transaction has committed the database is empty, so that a restore that was cut short can be
 * started again and goes on. Used once; not thread-safe.
 */
public final class Restore {

  private final Path backup;
  private final Path directory;
  private final Snapshot snapshot;
  private final String contentsSha256;
  private final Set<String> missing;
  private int lost;

  private Restore(Path backup, Path directory) throws IOException {
    this.backup = backup;
    this.directory = directory;
    Map<String, String> files = SummedFiles.verified(directory);
    this.snapshot = Snapshot.read(directory, files);
    this.contentsSha256 = String.valueOf(files.get(Snapshot.CONTENTS));
    this.missing = new HashSet<>(snapshot.missing());
  }

  /**
   * Finds a snapshot, and its files right.
   *
   * @param name of the snapshot; {@code null} for the newest one
   * @throws CommandFailure where there is none
   * @throws IOException where one of its files is damaged
   */
  public static Restore of(Path backup, @Nullable String name) throws IOException {
    BackupDirectory directory = new BackupDirectory(backup);
    return new Restore(
        directory.blobs(), name == null ? directory.newest() : directory.named(name));
  }

  /** The sizes of all contents together. */
  public long contentBytes() {
    return snapshot.contentBytes();
  }

  /**
   * Runs it.
   *
   * @param stores nobody else uses them
   * @param incomplete whether to go on where contents of the backup are missing or damaged
   * @param listener called for each content
   * @throws CommandFailure where database or blob store are not empty, or the snapshot is a newer
   *     program's; then nothing is changed
   */
  public Summary run(DataStores stores, boolean incomplete, BlobCopy.Listener listener)
      throws IOException {
    Database database = stores.database();
    SnapshotWriter writer = new SnapshotWriter(database);
    requireEmpty(database, writer);
    StoreId id = new StoreId(snapshot.blobStore());
    stores.claimBlobs(id);
    database.migrateTo(snapshot.schema());
    BlobCopy.Summary blobs = copy(stores, id, listener);
    if (lost > 0 && !incomplete) {
      throw new IOException(
          Amount.count(lost, "content")
              + " of the backup cannot be read: no row was written (expected: a backup that is whole,"
              + " or --incomplete)");
    }
    DigestOutputStream contents =
        new DigestOutputStream(OutputStream.nullOutputStream(), Digest.sha256());
    writer.write(
        snapshot.rows(),
        table -> Files.newInputStream(directory.resolve(Snapshot.fileOf(table))),
        contents,
        () -> requireSameContents(contents));
    database.migrate();
    return new Summary(
        directory.getFileName().toString(), snapshot.rowCount(), blobs, missing.size() + lost);
  }

  private void requireEmpty(Database database, SnapshotWriter writer) throws IOException {
    SchemaVersion schema = database.schema();
    if (!database.hasMigration(snapshot.schema())) {
      throw new CommandFailure(
          "the snapshot's schema is at version %s, this program's at %s (expected: a program at least as new)"
              .formatted(snapshot.schema(), schema.known()));
    }
    boolean begun = schema.applied().equals(Optional.of(snapshot.schema()));
    if (!begun && !(schema.applied().isEmpty() && database.isEmpty())) {
      throw new CommandFailure(
          "the database is not empty: " + schema + " (expected: a new database)");
    }
    if (begun) {
      writer
          .occupied(snapshot.rows())
          .ifPresent(
              table -> {
                throw new CommandFailure(
                    "the database is not empty: "
                        + table
                        + " has rows (expected: a new database; a restore that has written rows is"
                        + " complete)");
              });
    }
  }

  private BlobCopy.Summary copy(DataStores stores, StoreId id, BlobCopy.Listener listener)
      throws IOException {
    try (BlobStore files = BlobLocations.ofDirectory(backup).open();
        Stream<Snapshot.Content> contents = Snapshot.contents(directory)) {
      BoundBlobStore source = new BoundBlobStore(files, backup.toString());
      source.bind(id);
      return new BlobCopy(
              source,
              stores.blobs(),
              stores.staging(),
              false,
              (item, outcome, detail) -> {
                if (outcome != BlobCopy.Outcome.COPIED && outcome != BlobCopy.Outcome.THERE) {
                  lost++;
                }
                listener.done(item, outcome, detail);
              })
          .copy(
              contents
                  .filter(content -> content.isDigest() && !missing.contains(content.sha256()))
                  .map(Snapshot.Content::item)
                  .iterator());
    }
  }

  /** The rows refer to the very contents that were copied. */
  private void requireSameContents(DigestOutputStream contents) throws IOException {
    String found = Digest.of(contents.getMessageDigest().digest()).hex();
    if (!found.equals(contentsSha256)) {
      throw new IOException("the rows do not refer to the contents of the snapshot");
    }
  }

  /**
   * What was restored.
   *
   * @param snapshot its name
   * @param rows of all tables
   * @param blobs what was copied
   * @param dangling contents that are referred to and not stored
   */
  public record Summary(String snapshot, long rows, BlobCopy.Summary blobs, int dangling) {

    @Override
    public String toString() {
      return "restored %s: %s; %s; %d dangling"
          .formatted(snapshot, Amount.count(rows, "row"), blobs, dangling);
    }
  }
}
