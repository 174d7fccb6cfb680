package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.log.Build;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.database.Database.DatabaseFacts;
import com.tickiti.attachments.server.settings.ServerConfig;

/** What a server logs once it has started: what runs, on what, where, and within what limits. */
final class StartLine {

  private StartLine() {}

  static void log(ServerConfig config, AttachmentServer server) {
    DatabaseFacts database = server.databaseFacts();
    Build.of(StartLine.class)
        .started()
        .addKeyValue("database", database.server())
        .addKeyValue("schema", database.schema())
        .addKeyValue("store", server.blobStoreName())
        .addKeyValue("http", server.httpUri())
        .addKeyValue("grpc", server.grpcTarget())
        .addKeyValue("admin", server.adminUri().orElse("none"))
        .addKeyValue("db_pool", config.data().poolSize())
        .addKeyValue("memory_budget_bytes", config.listen().http().memoryBudgetBytes())
        .addKeyValue("cache_bytes", config.cacheBytes())
        .addKeyValue("max_upload_bytes", config.maxUploadBytes())
        .addKeyValue("max_connections", config.listen().http().limits().maxConnections())
        .log("started");
  }
}
