package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One service on two listeners: HTTP/2 for callers on the network, and grpc-java's in-process
 * transport for the edge in the same process, which passes messages by reference. Thread-safe; the
 * owner closes it.
 */
public final class GrpcListeners {

  static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final int MAX_METADATA_BYTES = 8 << 10;
  private static final int FLOW_CONTROL_WINDOW_BYTES = 1 << 20;
  private static final int CHANNELZ_PAGE_SIZE = 100;

  private final HealthStatusManager health = new HealthStatusManager();
  private final Server network;
  private final Server inProcess;
  private final ManagedChannel channel;

  /**
   * Not listening yet.
   *
   * @param reflection whether network callers may ask what services there are
   * @param workers run the service's methods, which block; they stay the caller's
   */
  public GrpcListeners(
      InetSocketAddress address,
      boolean reflection,
      ServerServiceDefinition service,
      CallWorkers workers) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            // Fixed, since a window that tunes itself lets stalled readers starve the others.
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            // The edge asks every five seconds for a sign of life, whether or not calls are on.
            .permitKeepAliveTime(2, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxRstFramesPerWindow(100, 30);
    if (reflection) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    if (reflection && address.getAddress().isLoopbackAddress()) {
      // It tells who is connected, which is for this machine's own people only.
      builder.addService(ChannelzService.newInstance(CHANNELZ_PAGE_SIZE));
    }
    network = with(builder, service, workers);
    String name = InProcessServerBuilder.generateName();
    inProcess = with(InProcessServerBuilder.forName(name), service, workers);
    channel =
        InProcessChannelBuilder.forName(name)
            // The edge's callbacks never block, so that they may run on the service's threads.
            .directExecutor()
            .build();
    serving(false);
  }

  private Server with(
      ServerBuilder<?> builder, ServerServiceDefinition service, CallWorkers workers) {
    return builder
        .directExecutor() // for no more than asking the workers
        .callExecutor(workers)
        .maxInboundMessageSize(MAX_REQUEST_BYTES)
        .addService(service)
        .addService(health.getHealthService())
        .build();
  }

  /** Listens; returns once the port accepts. */
  public void start() throws IOException {
    inProcess.start();
    network.start();
  }

  /** Leads to the service without a socket; closed with this. */
  public Channel channel() {
    return channel;
  }

  /** The port of the network listener; only after {@link #start}. */
  public int port() {
    return network.getPort();
  }

  /** Tells callers of {@code grpc.health.v1.Health} whether calls can be answered. */
  public void serving(boolean serving) {
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(AttachmentServiceGrpc.SERVICE_NAME, status);
  }

  /** Refuses new calls, and cuts those that have not ended within {@code grace}. */
  public void close(Duration grace) throws InterruptedException {
    health.enterTerminalState();
    channel.shutdown();
    network.shutdown();
    inProcess.shutdown();
    long deadline = System.nanoTime() + grace.toNanos();
    for (Server server : new Server[] {network, inProcess}) {
      if (!server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
    }
  }
}
