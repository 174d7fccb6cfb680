package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.FilesystemBlobStore;
import com.tickiti.attachments.server.blob.S3BlobStore;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
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

  private DataStores(@Nullable EmbeddedPostgres postgres, Database database, BlobStore blobs) {
    this.postgres = postgres;
    this.database = database;
    this.blobs = blobs;
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
      Path directory = prepare(config.directory());
      BlobStore blobs = openBlobs(config, directory.resolve("blobs"));
      Optional<DatabaseConfig> external = config.database();
      EmbeddedPostgres postgres = external.isPresent() ? null : opener.open(directory);
      DatabaseConfig database =
          postgres == null ? external.orElseThrow() : postgres.config(config.poolSize());
      return new DataStores(postgres, new Database(database), blobs);
    } catch (FileSystemException e) {
      throw new CommandFailure("--data-dir: " + config.directory() + " " + reason(e));
    } catch (IOException e) {
      throw new CommandFailure("--data-dir: " + config.directory() + ": " + e.getMessage());
    }
  }

  private static BlobStore openBlobs(ServerConfig.Data config, Path directory) throws IOException {
    if (config.blobs().isEmpty()) {
      return new FilesystemBlobStore(directory);
    }
    try {
      return new S3BlobStore(config.blobs().get(), directory.resolve("tmp"));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--s3-" + e.getMessage() + " (expected: it, or AWS_REGION)");
    }
  }

  private static Path prepare(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Files.createDirectories(
          absolute,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return absolute;
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
