package com.tickiti.attachments.edge;

import com.google.common.net.InetAddresses;
import com.google.common.primitives.Ints;
import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.TransportType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.tickiti.attachments.edge.EdgeConfig.HttpLimits;
import com.tickiti.attachments.edge.guard.ConnectionGuard;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.edge.route.EdgeRoutes;
import com.tickiti.attachments.wire.Limits;
import io.grpc.Channel;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON edge as an HTTP server: HTTP/1.1 and HTTP/2 on one port, in front of the attachment
 * service that {@code channel} leads to. Thread-safe.
 *
 * <pre>{@code
 * EdgeConfig config = Settings.of(EdgeConfig.class, "--http-port=0");
 * MemoryBudget budget = new MemoryBudget(config.memoryBudgetBytes());
 * try (EdgeServer edge = new EdgeServer(config, null, channel, budget)) {
 *   edge.start();
 *   System.out.println(edge.httpUri());
 *   ...
 * }
 * }</pre>
 */
public final class EdgeServer implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(EdgeServer.class);

  private final EdgeConfig config;
  private final @Nullable Certificates certificates;
  private final EdgeRoutes routes;
  private final Server server;

  /**
   * A server that does not listen yet.
   *
   * @param certificates what to serve HTTPS with; null for plain HTTP. They stay the caller's
   * @param channel stays the caller's, who closes it after this server
   * @param budget of the memory that downloads may hold
   */
  public EdgeServer(
      EdgeConfig config,
      @Nullable Certificates certificates,
      Channel channel,
      MemoryBudget budget) {
    this.config = config;
    this.certificates = certificates;
    this.routes =
        new EdgeRoutes(
            channel,
            config.limits().pace(),
            config.trustedProxies(),
            config.corsOrigins(),
            config.developerPage(),
            budget);
    this.server = build();
  }

  private Server build() {
    HttpLimits limits = config.limits();
    ServerBuilder builder =
        Server.builder()
            // The adaptive allocator costs a fifth more CPU and far more memory.
            .childChannelOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childChannelPipelineCustomizer(
                pipeline ->
                    ConnectionGuard.addTo(pipeline, limits.requestTimeout(), limits.idleTimeout()))
            .maxNumConnections(limits.maxConnections())
            .idleTimeout(limits.idleTimeout())
            .http1MaxInitialLineLength(limits.maxInitialLineBytes())
            .http1MaxHeaderSize(limits.maxHeaderBytes())
            .http2MaxHeaderListSize(limits.maxHeaderBytes())
            .http2MaxStreamsPerConnection(limits.http2MaxStreams())
            .http2MaxResetFramesPerWindow(
                limits.http2MaxResetFrames(), (int) limits.http2ResetWindow().toSeconds())
            // guard: a request body is limited
            .maxRequestLength(Limits.MAX_REQUEST_BYTES)
            .requestTimeout(limits.requestTimeout())
            .gracefulShutdownTimeout(
                config.shutdown().quietPeriod(), config.shutdown().gracePeriod())
            .disableServerHeader();
    tolerateZeroWindow(builder);
    listen(builder);
    routes.addTo(builder);
    return builder.build();
  }

  /**
   * Linux closes a connection whose peer takes nothing for as long as this option says, by default
   * little more than the idle timeout; how long a reader may pause is for the pace to say.
   */
  private void tolerateZeroWindow(ServerBuilder builder) {
    if (Flags.transportType() == TransportType.EPOLL) {
      Duration pause = config.limits().stallTimeout().plus(config.limits().idleTimeout());
      builder.childChannelOption(
          EpollChannelOption.TCP_USER_TIMEOUT, Ints.saturatedCast(pause.toMillis()));
    }
  }

  private void listen(ServerBuilder builder) {
    InetSocketAddress address = new InetSocketAddress(config.bindAddress(), config.httpPort());
    if (certificates == null) {
      builder.http(address);
    } else {
      builder.https(address).tlsProvider(certificates.forServer());
    }
  }

  /**
   * Listens; returns once the port accepts.
   *
   * @throws BindException if the port is taken or not to be had
   * @throws IOException if listening fails in another way
   */
  public void start() throws IOException {
    try {
      server.start().join();
      warnIfExposed();
    } catch (CompletionException e) {
      // Netty's native transports do not tell a taken port by type.
      if (e.getCause() instanceof IOException cause) {
        BindException taken =
            new BindException(config.bind() + ":" + config.httpPort() + ": " + cause.getMessage());
        taken.initCause(cause);
        throw taken;
      }
      throw new IOException("cannot start the HTTP server: " + e.getCause(), e);
    }
  }

  private void warnIfExposed() {
    if (certificates == null && !config.bindAddress().isLoopbackAddress()) {
      logger.warn(
          "listening on {} without TLS: tokens and files can be read on their way (--tls-cert)",
          config.bind());
    }
  }

  /** The port that is listened on; only after {@link #start}. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Where clients on this machine find the server, without a trailing slash. */
  public URI httpUri() {
    String scheme = certificates == null ? "http" : "https";
    String host = InetAddresses.toUriString(config.bindAddress());
    return URI.create(scheme + "://" + host + ":" + port());
  }

  /** From now on {@code /readyz} answers 503, and everything else as before. */
  public void leave() {
    routes.leave();
  }

  /**
   * Refuses new requests, waits for those under way at most as long as the configured grace period,
   * and stops listening. Does nothing the second time.
   */
  @Override
  public void close() {
    routes.drain();
    server.stop().join();
  }
}
