package com.tickiti.attachments.server.settings;

import static com.tickiti.attachments.edge.settings.Settings.BYTES;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.log.LogSettings;
import com.tickiti.attachments.edge.settings.Bounds;
import com.tickiti.attachments.edge.settings.Secret;
import com.tickiti.attachments.edge.settings.Section;
import com.tickiti.attachments.server.access.LinkKey;
import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.grpc.GrpcConfig;
import com.tickiti.attachments.server.grpc.GrpcSettings;
import com.tickiti.attachments.server.limit.LimitConfig;
import com.tickiti.attachments.server.telemetry.TelemetrySettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of every command that serves; immutable. */
public record ServerConfig(
    Data data,
    Listen listen,
    @Option(
            names = "--max-upload-bytes",
            paramLabel = BYTES,
            defaultValue = "52428800",
            description =
                "The largest file that may be uploaded (default: ${DEFAULT-VALUE}, 50 MiB).")
        @Bounds(min = 0)
        long maxUploadBytes,
    @Option(
            names = "--cache-bytes",
            paramLabel = BYTES,
            description =
                "Memory for files that were read and checked lately, 0 for none"
                    + " (default: an eighth of the heap, at most 256 MiB).")
        @Bounds(min = 0)
        @Nullable Long cache,
    BlobCacheSettings blobCache,
    @Option(
            names = "--conceal-tickets",
            description =
                "Where a caller may not see a ticket's queue, answers 404 as for a ticket"
                    + " that does not exist, in place of the documented 403.")
        boolean concealTickets,
    @Option(
            names = "--audit",
            paramLabel = "file|table|off",
            defaultValue = "file",
            description =
                "Where each download and upload leaves its records: JSON lines in DIR/audit, the table"
                    + " audit_log, or nowhere. What cannot be recorded is refused (default:"
                    + " ${DEFAULT-VALUE}).")
        Audit audit,
    LimitConfig limits,
    @Option(
            names = "--link-key",
            paramLabel = "KEY",
            description =
                "What links to attachments are signed with, 32 characters or more, the same for all"
                    + " servers behind one address; better given as ATTACHMENTS_LINK_KEY, which no"
                    + " process list shows (default: DIR/link.key, made at first use).")
        @Secret
        @Nullable String linkKey,
    @Section("Watching") TelemetrySettings telemetry,
    @Section("Watching") LogSettings log) {

  public ServerConfig {
    if (linkKey != null && linkKey.length() < LinkKey.MIN_LENGTH) {
      throw new IllegalArgumentException(
          "--link-key: "
              + linkKey.length()
              + " characters (expected: "
              + LinkKey.MIN_LENGTH
              + " or more)");
    }
  }

  /** Memory for contents that were read and checked recently; 0 for none. */
  public long cacheBytes() {
    return cache == null ? Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20) : cache;
  }

  /** Where records of downloads and uploads go. */
  public enum Audit {
    /** JSON lines in {@code <data-dir>/audit}. */
    FILE,
    /** The database's table {@code audit_log}. */
    TABLE,
    /** Nowhere. */
    OFF
  }

  /** Where data is: the settings of every command that works on it. */
  public record Data(
      @Option(
              names = "--data-dir",
              paramLabel = "DIR",
              defaultValue = "./attachments-data",
              description =
                  "Blobs, without --blob-store, and the database, without --db-url"
                      + " (default: ${DEFAULT-VALUE}).")
          Path directory,
      @Option(
              names = "--db-url",
              paramLabel = "URL",
              description = "JDBC URL of a PostgreSQL 13 or newer (default: an embedded one).")
          @Nullable String databaseUrl,
      @Option(names = "--db-user", paramLabel = "NAME", description = "Its role.")
          @Nullable String databaseUser,
      @Option(
              names = "--db-password",
              paramLabel = "PASSWORD",
              description =
                  "The role's password; better given as ATTACHMENTS_DB_PASSWORD, which no process"
                      + " list shows.")
          @Secret
          @Nullable String databasePassword,
      @Option(
              names = "--db-pool-size",
              paramLabel = "N",
              defaultValue = "10",
              description =
                  "The most database connections held at once (default: ${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int poolSize,
      @Option(
              names = "--migrate",
              paramLabel = "BOOL",
              arity = "1",
              defaultValue = "true",
              description =
                  "Whether to create and update the tables; if not, they are only checked"
                      + " (default: ${DEFAULT-VALUE}).")
          boolean migrate,
      BlobStoreSettings blobStore) {

    public Data {
      database(databaseUrl, databaseUser, databasePassword, poolSize);
    }

    /** How to reach the database; empty for the embedded one. */
    public Optional<DatabaseConfig> database() {
      return database(databaseUrl, databaseUser, databasePassword, poolSize);
    }

    /** The store that blobs are kept in; empty for the directory. */
    public Optional<BlobLocation> blobs() {
      return blobStore.location(new DiskLocation(blobDirectory()));
    }

    /** Where blobs are kept, and contents on their way in, where nothing else is set. */
    public Path blobDirectory() {
      return directory.toAbsolutePath().normalize().resolve("blobs");
    }

    /** The same with an embedded database, and what goes with it, elsewhere. */
    public Data in(Path other) {
      return new Data(other, null, null, null, poolSize, true, blobStore);
    }

    /** Without what may hold a password. */
    @Override
    public String toString() {
      return "Data[directory=" + directory + ", blobs=" + blobs() + "]";
    }

    private static Optional<DatabaseConfig> database(
        @Nullable String url, @Nullable String user, @Nullable String password, int poolSize) {
      if (url == null) {
        if (user != null || password != null) {
          throw new IllegalArgumentException("--db-user and --db-password need --db-url");
        }
        return Optional.empty();
      }
      try {
        return Optional.of(
            new DatabaseConfig(
                url, user == null ? "postgres" : user, password == null ? "" : password, poolSize));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--db-" + e.getMessage(), e);
      }
    }
  }

  /** Where a server listens, and within what limits. */
  public record Listen(EdgeConfig http, GrpcSettings grpcSettings) {

    public Listen {
      grpcSettings.beside(http);
    }

    /** The gRPC listener, at the address of the JSON one. */
    public GrpcConfig grpc() {
      return grpcSettings.beside(http);
    }
  }
}
