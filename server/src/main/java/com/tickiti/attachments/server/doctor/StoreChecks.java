package com.tickiti.attachments.server.doctor;

import com.tickiti.attachments.server.blob.StoreProperty;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.health.Component;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.util.List;

/** What the blob store does, tried on the real one. */
record StoreChecks(ServerConfig.Data data) {

  List<Finding> run() {
    try {
      return DataStores.blobLocation(data).probe().stream().map(StoreChecks::finding).toList();
    } catch (IOException | IllegalArgumentException e) {
      return List.of(
          Finding.fail("store", Component.firstLine(e), "check --blob-store and its credentials"));
    }
  }

  private static Finding finding(StoreProperty property) {
    Finding.Level level =
        switch (property.state()) {
          case HOLDS -> Finding.Level.OK;
          case WEAK -> Finding.Level.WARN;
          case BROKEN -> Finding.Level.FAIL;
        };
    return new Finding(level, "store: " + property.name(), property.what(), property.remedy());
  }
}
