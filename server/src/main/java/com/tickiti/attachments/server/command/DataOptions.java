package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The data of a command that works on it: its settings, and what they lead to. */
@Command
final class DataOptions {

  @Mixin
  private SettingsGroup<ServerConfig.Data> settings = new SettingsGroup<>(ServerConfig.Data.class);

  /**
   * For a command that adds to the data: opens it, its tables up to date, also beside a running
   * server, and creates it where it is absent. The caller closes it.
   */
  DataStores open() throws IOException {
    ServerConfig.Data config = settings.read();
    return checked(DataStores.openShared(config), stores -> stores.migrate(config.migrate()));
  }

  /** For a command that only reads or removes: likewise, but creates and updates nothing. */
  DataStores openExisting(Database.Access access) throws IOException {
    return checked(
        DataStores.openExisting(settings.read(), access), DataStores::requireCurrentSchema);
  }

  /**
   * For a command that tries out an addition and takes it back: the data that is there, else an
   * empty database in {@code scratch}, which stays the caller's. Neither creates nor updates
   * anything elsewhere.
   */
  DataStores openOrEmpty(Path scratch) throws IOException {
    ServerConfig.Data config = settings.read();
    if (config.database().isPresent() || DataStores.isIn(config.directory())) {
      return openExisting(Database.Access.WRITE);
    }
    return checked(DataStores.openShared(config.in(scratch)), stores -> stores.migrate(true));
  }

  /** For a restore: opens it, whatever its tables are, while no server does. */
  DataStores openOwned() {
    return DataStores.openOwned(settings.read());
  }

  /** The data directory, which may not be there. */
  Path directory() {
    return settings.read().directory();
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
}
