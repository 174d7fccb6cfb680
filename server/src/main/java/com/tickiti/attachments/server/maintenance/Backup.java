package com.tickiti.attachments.server.maintenance;

import com.tickiti.attachments.server.blob.BoundBlobStore;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotReader;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotRows;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.BlobLocations;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A backup of database and blobs beside a running server: the rows of one moment, then each content
 * that they refer to and that the backup does not have yet. gc removes no content from before that
 * moment until the copy is complete. The snapshot counts once all of it is on the disk. Used once;
 * not thread-safe.
 */
public final class Backup {

  private final DataStores stores;
  private final BackupDirectory directory;
  private final boolean verify;
  private final BlobCopy.Listener listener;
  private final SnapshotReader reader;

  private final Instant time = Instant.now();
  private final Set<String> unreferred = new HashSet<>();
  private final List<String> missing = new ArrayList<>();
  private long contents;
  private long contentBytes;
  private @Nullable SnapshotRows rows;
  private BlobCopy.@Nullable Summary copied;

  /**
   * A backup.
   *
   * @param stores whose blob store has been compared with the database
   * @param verify whether contents that the backup has already are read and hashed too
   * @param listener called for each content
   */
  public Backup(DataStores stores, Path directory, boolean verify, BlobCopy.Listener listener) {
    this.stores = stores;
    this.directory = new BackupDirectory(directory);
    this.verify = verify;
    this.listener = listener;
    this.reader = new SnapshotReader(stores.database());
  }

  /**
   * Runs it.
   *
   * @throws CommandFailure where the relations are not this program's tables, or the directory is
   *     not one of this database's backups
   */
  public Summary run() throws IOException {
    String schema = requireOwnTables();
    StoreId id =
        stores
            .blobs()
            .id()
            .orElseThrow(
                () -> new CommandFailure("the blob store has no id (expected: serve to have run)"));
    directory.create();
    try (FileChannel unused = directory.lock();
        BoundBlobStore target =
            new BoundBlobStore(
                BlobLocations.ofDirectory(directory.blobs()).open(),
                directory.blobs().toString())) {
      if (!target.claim(id)) {
        throw new CommandFailure(
            directory.blobs() + " holds blobs of another blob store (expected: id " + id + ")");
      }
      Path begun = directory.begin(time);
      SummedFiles files = new SummedFiles(begun);
      reader.holdingRemovals(() -> copy(begun, files, target));
      return complete(begun, files, schema, id);
    }
  }

  private String requireOwnTables() throws IOException {
    reader
        .relationThatIsNoTable()
        .ifPresent(
            relation -> {
              throw new CommandFailure(
                  "the relation "
                      + relation
                      + " is no table of this program (expected: a backup by the tools of the"
                      + " database that is behind it, such as pg_dump; and blobs copy)");
            });
    return stores
        .database()
        .schema()
        .applied()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "the database records no schema version (expected: tables that serve or import"
                        + " has made)"));
  }

  private void copy(Path begun, SummedFiles files, BoundBlobStore target) throws IOException {
    try (OutputStream list = Snapshot.createContents(files)) {
      rows = reader.read(table -> files.create(Snapshot.fileOf(table)), list);
    }
    StagingDirectory staging = new StagingDirectory(directory.blobs().resolve("tmp"));
    try (Stream<Snapshot.Content> listed = Snapshot.contents(begun)) {
      copied =
          new BlobCopy(stores.blobs(), target, staging, verify, this::note)
              .copy(listed.filter(this::copyable).map(Snapshot.Content::item).iterator());
    }
  }

  private boolean copyable(Snapshot.Content content) {
    contents++;
    contentBytes += Math.max(0, content.size());
    if (!content.referred()) {
      unreferred.add(content.sha256());
    } else if (!content.isDigest()) {
      missing.add(content.sha256());
    }
    return content.isDigest();
  }

  private void note(BlobCopy.Item item, BlobCopy.Outcome outcome, String detail)
      throws IOException {
    String sha256 = item.digest().hex();
    if (outcome == BlobCopy.Outcome.MISSING && unreferred.contains(sha256)) {
      return; // gc will remove its record
    }
    if (outcome != BlobCopy.Outcome.COPIED && outcome != BlobCopy.Outcome.THERE) {
      missing.add(sha256);
    }
    listener.done(item, outcome, detail);
  }

  private Summary complete(Path begun, SummedFiles files, String schema, StoreId id)
      throws IOException {
    String version = Backup.class.getPackage().getImplementationVersion();
    Snapshot snapshot =
        new Snapshot(
            Snapshot.FORMAT,
            version == null ? "(unpackaged)" : version,
            time.toString(),
            schema,
            id.text(),
            Objects.requireNonNull(rows),
            contents,
            contentBytes,
            List.copyOf(missing));
    snapshot.write(files);
    files.writeSums();
    return new Summary(
        directory.complete(begun), snapshot.rowCount(), Objects.requireNonNull(copied), missing);
  }

  /**
   * What was backed up.
   *
   * @param snapshot its directory
   * @param rows of all tables
   * @param blobs what was copied
   * @param missing contents that attachments refer to and that are not in the backup, since the
   *     blob store does not have them, or damaged
   */
  public record Summary(Path snapshot, long rows, BlobCopy.Summary blobs, List<String> missing) {

    /** Whether all that attachments refer to is in the backup. */
    public boolean clean() {
      return missing.isEmpty();
    }

    @Override
    public String toString() {
      return "%s: %s; %s".formatted(snapshot.getFileName(), Amount.count(rows, "row"), blobs);
    }
  }
}
