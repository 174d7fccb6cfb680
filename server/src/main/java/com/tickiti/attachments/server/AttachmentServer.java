package com.tickiti.attachments.server;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import com.tickiti.attachments.edge.Certificates;
import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.EdgeServer;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.grpc.GrpcListeners;
import com.tickiti.attachments.server.health.Readiness;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.server.telemetry.Telemetry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The whole system in one process: gRPC and JSON listeners over one service. Embed it so:
 *
 * <pre>{@code
 * try (AttachmentServer server = AttachmentServer.start(config)) {
 *   System.out.println(server.readyLine());
 *   ...
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class AttachmentServer implements AutoCloseable {

  private final DataStores stores;
  private final TokenUses tokenUses;
  private final AuditLog audit;
  private final ExecutorService workers;
  private final GrpcListeners grpc;
  private final EdgeServer edge;
  private final MemoryBudget memory;
  private final Readiness readiness;
  private final Telemetry telemetry;
  private final @Nullable Certificates certificates;
  private final EdgeConfig.Shutdown shutdown;
  private volatile boolean listening;

  AttachmentServer(
      DataStores stores,
      TokenUses tokenUses,
      AuditLog audit,
      ExecutorService workers,
      GrpcListeners grpc,
      EdgeServer edge,
      MemoryBudget memory,
      Readiness readiness,
      Telemetry telemetry,
      @Nullable Certificates certificates,
      EdgeConfig.Shutdown shutdown) {
    this.stores = stores;
    this.tokenUses = tokenUses;
    this.audit = audit;
    this.workers = workers;
    this.grpc = grpc;
    this.edge = edge;
    this.memory = memory;
    this.readiness = readiness;
    this.telemetry = telemetry;
    this.certificates = certificates;
    this.shutdown = shutdown;
  }

  /**
   * Starts; returns once both ports accept and the database has answered.
   *
   * @throws CommandFailure where the configuration cannot be carried out, such as a port in use
   */
  public static AttachmentServer start(ServerConfig config) throws IOException {
    AttachmentServer server = Wiring.server(config);
    try {
      server.listen(config);
      server.listening = true;
      server.readiness.awaitReady();
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    } catch (InterruptedException e) {
      server.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting", e);
    }
  }

  /** Where JSON clients on this machine find the server, without a trailing slash. */
  public String httpUri() {
    return edge.httpUri().toString();
  }

  /** Where gRPC clients on this machine find the server, {@code host:port}. */
  public String grpcTarget() {
    return edge.httpUri().getHost() + ":" + grpc.port();
  }

  /** Where metrics are found, without a trailing slash; empty where nothing is measured. */
  public Optional<String> adminUri() {
    return telemetry.adminUri();
  }

  /** What is known of the database, asked of it now. */
  public Database.DatabaseFacts databaseFacts() {
    return stores.database().facts();
  }

  /** Where blobs are stored: a directory or a URI. */
  public String blobStoreName() {
    return stores.blobStoreName();
  }

  /** Bytes of memory that downloads and uploads under way have reserved. */
  public long reservedMemoryBytes() {
    return memory.reservedBytes();
  }

  /** The line that tells a starting script, or a person, that the server answers. */
  public String readyLine() {
    return "ready http=" + httpUri() + " grpc=" + grpcTarget();
  }

  /** Reads the certificates anew, where there are any. */
  public void reload() {
    if (certificates != null) {
      certificates.reload();
    }
  }

  /**
   * Stops: for the drain delay it only says that it is not ready; then downloads under way may end
   * within the grace period, new ones are refused; then the database goes too where this server
   * started it. Does nothing the second time.
   */
  @Override
  public void close() throws IOException {
    readiness.close();
    drain();
    edge.close();
    try {
      grpc.close(shutdown.gracePeriod());
      workers.shutdown();
      if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      audit.close();
      tokenUses.close();
      telemetry.close();
      if (certificates != null) {
        certificates.close();
      }
      stores.close();
    }
  }

  /** Nobody needs to be sent elsewhere who could not come yet, or has been already. */
  private void drain() {
    if (listening) {
      listening = false;
      grpc.leave();
      Uninterruptibles.sleepUninterruptibly(shutdown.drainDelay());
    }
  }

  private void listen(ServerConfig config) throws IOException {
    InetSocketAddress admin = config.telemetry().admin();
    if (admin != null) {
      listen("--admin-port", admin.getPort(), () -> telemetry.start(grpc.channel()));
    }
    listen(config.listen());
  }

  private void listen(ServerConfig.Listen config) throws IOException {
    listen("--grpc-port", config.grpc().address().getPort(), grpc::start);
    listen("--http-port", config.http().httpPort(), edge::start);
  }

  private static void listen(String option, int port, Listener listener) throws IOException {
    try {
      listener.start();
    } catch (IOException e) {
      if (isBindFailure(e)) {
        throw new CommandFailure(
            option
                + ": port "
                + port
                + " cannot be listened on: "
                + Throwables.getRootCause(e).getMessage());
      }
      throw e;
    }
  }

  private static boolean isBindFailure(Throwable e) {
    return e instanceof BindException
        || e.getCause() instanceof BindException
        || (e.getMessage() != null && e.getMessage().contains("bind"));
  }

  /** Begins to listen. */
  @FunctionalInterface
  private interface Listener {
    void start() throws IOException;
  }
}
