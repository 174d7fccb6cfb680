package com.tickiti.attachments.server;

import com.tickiti.attachments.edge.EdgeServer;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.ConcealingMetadata;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.grpc.AttachmentGrpcService;
import com.tickiti.attachments.server.grpc.GrpcListeners;
import com.tickiti.attachments.server.metadata.Database;
import com.tickiti.attachments.server.metadata.PostgresMetadata;
import com.tickiti.attachments.server.metadata.PostgresUploads;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.upload.BlobIngest;
import com.tickiti.attachments.server.upload.UploadHandler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    TokenUses tokenUses = new TokenUses(database);
    AttachmentMetadata metadata = new PostgresMetadata(database, tokenUses);
    if (config.concealTickets()) {
      metadata = new ConcealingMetadata(metadata);
    }
    DownloadHandler downloads =
        new DownloadHandler(
            metadata, new VerifiedBlobs(stores.blobs(), metadata, config.cacheBytes()));
    UploadHandler uploads =
        new UploadHandler(
            metadata,
            new PostgresUploads(database),
            new BlobIngest(stores.blobs(), new TypeDetector()),
            config.maxUploadBytes());
    ExecutorService workers = workers(config.data().poolSize() + WORKERS_BESIDE_DATABASE);
    GrpcListeners grpc =
        new GrpcListeners(
            listen.grpc(), AttachmentGrpcService.definition(downloads, uploads), workers);
    EdgeServer edge = new EdgeServer(listen.http(), grpc.channel());
    Readiness readiness =
        new Readiness(
            config.data().migrate() ? database::migrate : database::check,
            stores::probe,
            grpc::serving);
    return new AttachmentServer(
        stores, tokenUses, workers, grpc, edge, readiness, listen.http().gracePeriod());
  }

  private static ExecutorService workers(int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads, task -> new Thread(task, "worker-" + number.incrementAndGet()));
  }
}
