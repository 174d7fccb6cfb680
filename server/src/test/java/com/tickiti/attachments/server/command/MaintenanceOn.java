package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.maintenance.BlobGc;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.manifest.ManifestImport;
import com.tickiti.attachments.server.manifest.ManifestSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** What the commands {@code import} and {@code gc} do, on stores that are open. */
public final class MaintenanceOn {

  private MaintenanceOn() {}

  /** Imports a manifest. */
  public static void importing(DataStores stores, Path manifest) throws IOException {
    ManifestSource source = ManifestSource.of(manifest.toString());
    var unused = new ManifestImport(source, stores, Progress.none(), false).run();
  }

  /** Removes what nobody refers to and what is older than {@code before}. */
  public static void sweeping(DataStores stores, Instant before) throws IOException {
    var unused = new BlobGc(stores, before, false).run();
  }
}
