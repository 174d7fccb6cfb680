package com.tickiti.attachments.server.telemetry;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.tickiti.attachments.edge.http.HealthRoute;
import io.grpc.Channel;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@code GET /metrics} for Prometheus, {@code /livez} and {@code /readyz}, on a port of their own.
 * Thread-safe.
 */
final class AdminServer implements AutoCloseable {

  /** Of the text format that every Prometheus reads. */
  private static final MediaType TEXT_FORMAT =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private static final int MAX_CONNECTIONS = 64;

  private final Server server;

  /**
   * Not listening yet.
   *
   * @param channel to the service, which says whether it is ready; it stays the caller's
   */
  AdminServer(InetSocketAddress address, Metrics metrics, Channel channel) {
    server =
        Server.builder()
            .http(address)
            .maxNumConnections(MAX_CONNECTIONS)
            .requestTimeout(Duration.ofSeconds(10))
            .disableServerHeader()
            // Armeria's own meters go nowhere, and may be registered once in a process only.
            .meterRegistry(new CompositeMeterRegistry())
            .service(
                "/metrics",
                (ctx, request) ->
                    HttpResponse.of(
                        CompletableFuture.supplyAsync(
                            () ->
                                HttpResponse.of(
                                    HttpStatus.OK, TEXT_FORMAT, HttpData.ofUtf8(metrics.text())),
                            ctx.blockingTaskExecutor())))
            .service("/livez", (ctx, request) -> HealthRoute.live(ctx))
            .service("/readyz", new HealthRoute(channel))
            .build();
  }

  /** Listens; returns once the port accepts. */
  void start() throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      BindException taken = new BindException(String.valueOf(e.getCause()));
      taken.initCause(e);
      throw taken;
    }
  }

  int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
