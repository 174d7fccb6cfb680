package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BoundBlobStore;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.metadata.admin.BlobStoreRecord;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The blobs and the database of one data directory, open. The holder closes them; where it started
 * the embedded PostgreSQL, that stops too.
 */
public final class DataStores implements AutoCloseable {

  private final @Nullable EmbeddedPostgres postgres;
  private final Database database;
  private final BoundBlobStore blobs;
  private final StagingDirectory staging;
  private final StoreBinding binding;

  private DataStores(
      @Nullable EmbeddedPostgres postgres,
      Database database,
      BlobStore store,
      String storeName,
      StagingDirectory staging) {
    this.postgres = postgres;
    this.database = database;
    this.blobs = new BoundBlobStore(store, storeName);
    this.staging = staging;
    this.binding = new StoreBinding(new BlobStoreRecord(database), store, blobs);
  }

  /**
   * For a server: the data directory's embedded database must not be another process's. Created
   * where it is absent.
   */
  public static DataStores openOwned(ServerConfig.Data config) {
    return open(
        config,
        Database.Access.WRITE,
        directory ->
            EmbeddedPostgres.start(create(directory))
                .orElseThrow(
                    () ->
                        new CommandFailure(
                            "--data-dir: " + directory + " is in use by another server")));
  }

  /**
   * For a command that adds data: beside a running server it joins that server's embedded database.
   * Created where it is absent.
   */
  public static DataStores openShared(ServerConfig.Data config) {
    return open(
        config,
        Database.Access.WRITE,
        directory -> EmbeddedPostgres.startOrJoin(create(directory)));
  }

  /** For a command that only reads or removes: likewise, and creates nothing. */
  public static DataStores openExisting(ServerConfig.Data config, Database.Access access) {
    return open(
        config,
        access,
        directory -> {
          if (!EmbeddedPostgres.isIn(directory)) {
            throw new CommandFailure(
                "--data-dir: "
                    + config.directory()
                    + " holds no database (expected: a directory that serve, demo or import has"
                    + " made, or --db-url)");
          }
          return EmbeddedPostgres.startOrJoin(directory);
        });
  }

  /** Whether a data directory has an embedded database; looks only. */
  public static boolean isIn(Path directory) {
    return EmbeddedPostgres.isIn(directory.toAbsolutePath().normalize());
  }

  /** Where the blobs of these settings are. */
  public static BlobLocation blobLocation(ServerConfig.Data config) {
    return config.blobs().orElseGet(() -> new DiskLocation(config.blobDirectory()));
  }

  /** What is recorded. */
  public Database database() {
    return database;
  }

  /** What is stored. */
  public BlobStore blobs() {
    return blobs;
  }

  /** Where blobs are stored: a directory or a URI. */
  public String blobStoreName() {
    return blobs.name();
  }

  /** Where contents are on their way in. */
  public StagingDirectory staging() {
    return staging;
  }

  /**
   * Brings the relations up to date where they may be.
   *
   * @throws CommandFailure where a newer program has been here
   */
  public void migrate(boolean allowed) {
    SchemaCheck schema = new SchemaCheck(database);
    if (!allowed) {
      schema.requireNotNewer();
      return;
    }
    try {
      database.migrate();
    } catch (RuntimeException e) {
      schema.requireNotNewer();
      throw e;
    }
  }

  /**
   * Makes sure, without writing anything, that the relations are those of this program.
   *
   * @throws CommandFailure where they are not
   */
  public void requireCurrentSchema() {
    new SchemaCheck(database).requireCurrent();
  }

  /**
   * Binds the database and the blob store to each other where they belong together and are not yet;
   * see {@link #compareBlobs}.
   */
  public void adoptBlobs() throws IOException {
    binding.adopt();
    blobs.prepareToStore();
  }

  /**
   * Makes sure, without writing anything, that the blob store is the database's.
   *
   * @param removes whether contents are to be removed, so that no doubt is allowed
   * @throws CommandFailure where it is not
   * @throws com.tickiti.attachments.server.blob.BlobStoreAwayException where it is not there
   */
  public void compareBlobs(boolean removes) throws IOException {
    binding.compare(removes);
  }

  /** Binds the two whatever they held before; returns the id that both hold now. */
  public StoreId bindBlobs() throws IOException {
    return binding.force();
  }

  /**
   * Marks the blob store with an id where it is new.
   *
   * @throws CommandFailure where it is another one, or holds contents and no marker
   */
  public void claimBlobs(StoreId id) throws IOException {
    if (!blobs.claim(id)) {
      throw new CommandFailure(
          blobs.name()
              + " is another blob store, or holds blobs (expected: an empty place, or one with id "
              + id
              + ")");
    }
  }

  /** Throws where the blob store is not there or does not answer. */
  public void requireBlobs() throws IOException {
    blobs.requirePresent();
  }

  @Override
  public void close() throws IOException {
    database.close();
    blobs.close();
    if (postgres != null) {
      postgres.close();
    }
  }

  private static DataStores open(
      ServerConfig.Data config, Database.Access access, PostgresOpener opener) {
    try {
      Path directory = config.directory().toAbsolutePath().normalize();
      BlobLocation location = blobLocation(config);
      BlobStore blobs = openBlobs(location);
      StagingDirectory staging =
          new StagingDirectory(location.staging(config.blobDirectory().resolve("tmp")));
      EmbeddedPostgres postgres = config.database().isPresent() ? null : opener.open(directory);
      DatabaseConfig database =
          postgres == null ? config.database().orElseThrow() : postgres.config(config.poolSize());
      return new DataStores(
          postgres, new Database(database, access), blobs, location.toString(), staging);
    } catch (FileSystemException e) {
      throw new CommandFailure("--data-dir: " + config.directory() + " " + reason(e));
    } catch (IOException e) {
      throw new CommandFailure("--data-dir: " + config.directory() + ": " + e.getMessage());
    }
  }

  private static BlobStore openBlobs(BlobLocation location) {
    try {
      return location.open();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--s3-" + e.getMessage() + " (expected: it, or AWS_REGION)");
    }
  }

  private static Path create(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return directory;
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "cannot be written: permission denied on " + e.getFile();
    }
    if (e instanceof FileAlreadyExistsException) {
      return "is not a directory";
    }
    return "cannot be used: " + e.getMessage();
  }

  /** Gets hold of the embedded PostgreSQL of a data directory. */
  @FunctionalInterface
  private interface PostgresOpener {
    EmbeddedPostgres open(Path directory) throws IOException;
  }
}
