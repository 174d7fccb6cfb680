package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The data of a command that works on it: its settings, and what they lead to. */
@Command
final class DataOptions {

  @Mixin
  private SettingsGroup<ServerConfig.Data> settings = new SettingsGroup<>(ServerConfig.Data.class);

  /** Opens the data, its tables up to date, also beside a running server; the caller closes it. */
  DataStores open() throws IOException {
    ServerConfig.Data config = settings.read();
    DataStores stores = DataStores.openShared(config);
    try {
      if (config.migrate()) {
        stores.database().migrate();
      }
      return stores;
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }
}
