package com.tickiti.attachments.server;

import com.tickiti.attachments.edge.Certificates;
import com.tickiti.attachments.edge.EdgeServer;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.LinkKey;
import com.tickiti.attachments.server.archive.ArchiveHandler;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.FileAuditLog;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.data.AuditKeyFile;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.data.LinkKeyFile;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.download.DownloadOutcomes;
import com.tickiti.attachments.server.download.LinkHandler;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.grpc.CallWorkers;
import com.tickiti.attachments.server.grpc.GrpcListeners;
import com.tickiti.attachments.server.grpc.GrpcServices;
import com.tickiti.attachments.server.health.Component;
import com.tickiti.attachments.server.health.Component.Check;
import com.tickiti.attachments.server.health.Readiness;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.metadata.PostgresChecksums;
import com.tickiti.attachments.server.metadata.PostgresMetadata;
import com.tickiti.attachments.server.metadata.PostgresTickets;
import com.tickiti.attachments.server.metadata.PostgresUploads;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.metadata.audit.PostgresAuditLog;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.server.telemetry.ServerGauges;
import com.tickiti.attachments.server.telemetry.Telemetry;
import com.tickiti.attachments.server.ticket.TicketHandler;
import com.tickiti.attachments.server.upload.BlobIngest;
import com.tickiti.attachments.server.upload.UploadHandler;
import com.tickiti.attachments.wire.Components;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The one place that composes objects. */
final class Wiring {

  /** Threads for what blocks: more than there are database connections, so that reads go on. */
  private static final int WORKERS_BESIDE_DATABASE = 16;

  private Wiring() {}

  /** A server that does not listen yet. */
  static AttachmentServer server(ServerConfig config) {
    ServerConfig.Listen listen = config.listen();
    DataStores stores = DataStores.openOwned(config.data());
    Database database = stores.database();
    Certificates certificates = listen.grpc().certificates();
    Telemetry telemetry = new Telemetry(config.telemetry());
    BlobStore store = telemetry.metered(stores.blobs());
    AuditLog audit = auditLog(config, database);
    TokenUses tokenUses = new TokenUses(database);
    ServerLimits limits =
        ServerLimits.of(
            config.limits(),
            new MemoryBudget(listen.http().memoryBudgetBytes()),
            listen.http().trustedProxies(),
            System::nanoTime);
    PostgresMetadata recorded = new PostgresMetadata(database, tokenUses);
    LinkKey links = linkKey(config);
    Gate gate = new Gate(recorded, config.concealTickets());
    VerifiedBlobs blobs =
        VerifiedBlobs.of(config.blobCache().before(store), recorded, config.cacheBytes());
    DownloadHandler downloads = new DownloadHandler(gate, recorded, blobs, audit);
    PostgresUploads recordedUploads = new PostgresUploads(database);
    UploadHandler uploads =
        new UploadHandler(
            gate,
            recordedUploads,
            new BlobIngest(store, stores.staging(), new TypeDetector()),
            audit,
            config.maxUploadBytes());
    ThreadPoolExecutor workers = workers(config.data().poolSize() + WORKERS_BESIDE_DATABASE);
    GrpcListeners grpc =
        new GrpcListeners(
            listen.grpc(),
            certificates,
            GrpcServices.of(
                downloads,
                new DownloadOutcomes(blobs),
                new LinkHandler(gate, recorded, blobs, links, Clock.systemUTC()),
                new ArchiveHandler(
                    gate, recorded, recorded, new PostgresChecksums(database), blobs, audit),
                uploads,
                new TicketHandler(gate, new PostgresTickets(database)),
                limits,
                links,
                telemetry),
            new CallWorkers(workers));
    EdgeServer edge = new EdgeServer(listen.http(), certificates, grpc.channel(), limits.memory());
    Readiness readiness =
        new Readiness(
            () -> {
              prepare(config.data(), stores, recorded);
              audit.check();
            },
            new StartFailures(System::nanoTime),
            List.of(
                new Component(Components.DATABASE, Check.of(database::probe)),
                new Component(Components.BLOBS, Check.of(stores::requireBlobs)),
                new Component(Components.AUDIT, Check.of(audit::probe)),
                new Component(Components.UPLOADS, recordedUploads::requireGrants)),
            (ready, components) -> {
              grpc.serving(ready, components);
              telemetry.health(ready, components);
            });
    telemetry.observe(
        new ServerGauges(
            database,
            workers,
            limits.memory(),
            listen.http().memoryBudgetBytes(),
            blobs,
            certificates));
    return new AttachmentServer(
        stores,
        tokenUses,
        audit,
        workers,
        grpc,
        edge,
        limits.memory(),
        readiness,
        telemetry,
        certificates,
        listen.http().shutdown());
  }

  private static void prepare(
      ServerConfig.Data config, DataStores stores, PostgresMetadata metadata) throws IOException {
    stores.migrate(config.migrate());
    if (!config.migrate()) {
      metadata.checkRelations();
    }
    stores.adoptBlobs();
  }

  private static AuditLog auditLog(ServerConfig config, Database database) {
    return switch (config.audit()) {
      case FILE -> fileAuditLog(config.data());
      case TABLE -> new PostgresAuditLog(database);
      case OFF -> AuditLog.OFF;
    };
  }

  private static LinkKey linkKey(ServerConfig config) {
    String key = config.linkKey();
    if (key != null) {
      return new LinkKey(key.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return LinkKeyFile.read(config.data().directory());
    } catch (IOException e) {
      throw new CommandFailure("--data-dir: no key for links: " + e.getMessage());
    }
  }

  private static AuditLog fileAuditLog(ServerConfig.Data config) {
    try {
      return new FileAuditLog(
          config.directory().resolve("audit"), AuditKeyFile.read(config.directory()));
    } catch (IOException e) {
      throw new CommandFailure("--data-dir: no audit log in " + config.directory() + ": " + e);
    }
  }

  private static ThreadPoolExecutor workers(int threads) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> new Thread(task, "worker-" + number.incrementAndGet()));
  }
}
