package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that works on data: where it is. */
final class DataOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "./attachments-data",
      description =
          "Blobs, without --blob-store, and the database, without --db-url"
              + " (default: ${DEFAULT-VALUE}).")
  private Path dataDirectory = Path.of("attachments-data");

  @Option(
      names = "--db-url",
      paramLabel = "URL",
      description = "JDBC URL of a PostgreSQL 13 or newer (default: an embedded one).")
  private @Nullable String databaseUrl;

  @Option(names = "--db-user", paramLabel = "NAME", description = "Its role.")
  private @Nullable String databaseUser;

  @Option(
      names = "--db-password",
      paramLabel = "PASSWORD",
      description =
          "The role's password; better given as ATTACHMENTS_DB_PASSWORD, which no process list shows.")
  private @Nullable String databasePassword;

  @Option(
      names = "--db-pool-size",
      paramLabel = "N",
      defaultValue = "10",
      description = "The most database connections held at once (default: ${DEFAULT-VALUE}).")
  private int databasePoolSize = 10;

  @Option(
      names = "--migrate",
      paramLabel = "BOOL",
      arity = "1",
      defaultValue = "true",
      description =
          "Whether to create and update the tables; if not, they are only checked"
              + " (default: ${DEFAULT-VALUE}).")
  private boolean migrate = true;

  @Mixin private BlobStoreOptions blobStore = new BlobStoreOptions();

  ServerConfig.Data toConfig() {
    return new ServerConfig.Data(
        dataDirectory, database(), databasePoolSize, migrate, blobStore.toLocation());
  }

  /**
   * For a command that adds to the data: opens it, its tables up to date, also beside a running
   * server, and creates it where it is absent. The caller closes it.
   */
  DataStores open() throws IOException {
    ServerConfig.Data config = toConfig();
    return checked(DataStores.openShared(config), stores -> stores.migrate(config.migrate()));
  }

  /** For a command that only reads or removes: likewise, but creates and updates nothing. */
  DataStores openExisting(Database.Access access) throws IOException {
    return checked(DataStores.openExisting(toConfig(), access), DataStores::requireCurrentSchema);
  }

  private static DataStores checked(DataStores stores, Consumer<DataStores> check)
      throws IOException {
    try {
      check.accept(stores);
      return stores;
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  private Optional<DatabaseConfig> database() {
    if (databaseUrl == null) {
      if (databaseUser != null || databasePassword != null) {
        throw new CommandFailure("--db-user and --db-password need --db-url");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DatabaseConfig(
              databaseUrl,
              databaseUser == null ? "postgres" : databaseUser,
              databasePassword == null ? "" : databasePassword,
              databasePoolSize));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--db-" + e.getMessage());
    }
  }
}
