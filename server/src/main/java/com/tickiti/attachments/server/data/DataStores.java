package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blobs and the database of one data directory, open. The holder closes them; where it started
 * the embedded PostgreSQL, that stops too.
 */
public final class DataStores implements AutoCloseable {

  private final @Nullable EmbeddedPostgres postgres;
  private final Database database;
  private final BlobStore blobs;
  private final StagingDirectory staging;

  private DataStores(
      @Nullable EmbeddedPostgres postgres,
      Database database,
      BlobStore blobs,
      StagingDirectory staging) {
    this.postgres = postgres;
    this.database = database;
    this.blobs = blobs;
    this.staging = staging;
  }

  /** For a server: the data directory's embedded database must not be another process's. */
  public static DataStores openOwned(ServerConfig.Data config) {
    return open(
        config,
        directory ->
            EmbeddedPostgres.start(directory)
                .orElseThrow(
                    () ->
                        new CommandFailure(
                            "--data-dir: " + directory + " is in use by another server")));
  }

  /** For a command: beside a running server it joins that server's embedded database. */
  public static DataStores openShared(ServerConfig.Data config) {
    return open(config, EmbeddedPostgres::startOrJoin);
  }

  /** What is recorded. */
  public Database database() {
    return database;
  }

  /** What is stored. */
  public BlobStore blobs() {
    return blobs;
  }

  /** Where contents are on their way in. */
  public StagingDirectory staging() {
    return staging;
  }

  /** Throws where one of the two does not answer. */
  public void probe() throws IOException {
    database.probe();
    blobs.probe();
  }

  @Override
  public void close() throws IOException {
    database.close();
    blobs.close();
    if (postgres != null) {
      postgres.close();
    }
  }

  private static DataStores open(ServerConfig.Data config, PostgresOpener opener) {
    try {
      Path directory = create(config.directory().toAbsolutePath().normalize());
      Path blobDirectory = directory.resolve("blobs");
      StagingDirectory staging = new StagingDirectory(create(blobDirectory.resolve("tmp")));
      BlobStore blobs = openBlobs(config, blobDirectory);
      Optional<DatabaseConfig> external = config.database();
      EmbeddedPostgres postgres = external.isPresent() ? null : opener.open(directory);
      DatabaseConfig database =
          postgres == null ? external.orElseThrow() : postgres.config(config.poolSize());
      return new DataStores(postgres, new Database(database), blobs, staging);
    } catch (FileSystemException e) {
      throw new CommandFailure("--data-dir: " + config.directory() + " " + reason(e));
    } catch (IOException e) {
      throw new CommandFailure("--data-dir: " + config.directory() + ": " + e.getMessage());
    }
  }

  private static BlobStore openBlobs(ServerConfig.Data config, Path directory) throws IOException {
    try {
      return config.blobs().orElseGet(() -> new DiskLocation(directory)).open();
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
