package com.tickiti.attachments.server.grpc;

import com.google.protobuf.CodedOutputStream;
import com.tickiti.attachments.edge.Certificates;
import com.tickiti.attachments.server.health.ComponentHealth;
import com.tickiti.attachments.wire.Components;
import io.grpc.Channel;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The same services on two listeners: HTTP/2 for callers on the network, and grpc-java's in-process
 * transport for the edge in the same process, which passes messages by reference. Thread-safe; the
 * owner closes it.
 */
public final class GrpcListeners {

  private static final int FLOW_CONTROL_WINDOW_BYTES = 1 << 20;
  private static final int CHANNELZ_PAGE_SIZE = 100;

  private final AtomicBoolean left = new AtomicBoolean();
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<String> services;
  private final Server network;
  private final Server inProcess;
  private final ManagedChannel channel;

  /**
   * Not listening yet.
   *
   * @param certificates what TLS is served with; null for plain text. They stay the caller's
   * @param workers run the services' methods, which block; they stay the caller's
   */
  public GrpcListeners(
      GrpcConfig config,
      @Nullable Certificates certificates,
      GrpcServices services,
      CallWorkers workers) {
    this.services =
        services.definitions().stream().map(s -> s.getServiceDescriptor().getName()).toList();
    NettyServerBuilder builder = limited(config, certificates);
    if (config.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
      addOldReflection(builder);
    }
    if (config.channelz()) {
      builder.addService(ChannelzService.newInstance(CHANNELZ_PAGE_SIZE));
    }
    network = with(builder, services, workers);
    String name = InProcessServerBuilder.generateName();
    inProcess = with(InProcessServerBuilder.forName(name), services, workers);
    channel =
        InProcessChannelBuilder.forName(name)
            // The edge's callbacks never block, so that they may run on the service's threads.
            .directExecutor()
            .build();
    serving(false, List.of());
  }

  /** For tools that know only v1alpha. */
  @SuppressWarnings("deprecation")
  private static void addOldReflection(ServerBuilder<?> builder) {
    builder.addService(ProtoReflectionService.newInstance());
  }

  private static NettyServerBuilder limited(
      GrpcConfig config, @Nullable Certificates certificates) {
    GrpcConfig.Limits limits = config.limits();
    return NettyServerBuilder.forAddress(
            config.address(),
            GuardedCredentials.of(credentials(certificates, config.requiresClientCertificates())))
        // Fixed, since a window that tunes itself lets stalled readers starve the others.
        .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
        .maxConcurrentCallsPerConnection(limits.maxCalls())
        // guard: a gRPC message is limited in size
        .maxInboundMessageSize(withFrame(limits.maxMessageBytes()))
        // guard: gRPC metadata is limited in size
        .maxInboundMetadataSize(limits.maxMetadataBytes())
        .maxRstFramesPerWindow(limits.maxResets(), (int) limits.resetWindow().toSeconds())
        .permitKeepAliveTime(limits.minPingInterval().toMillis(), TimeUnit.MILLISECONDS)
        // The edge asks every five seconds for a sign of life, whether or not calls are on.
        .permitKeepAliveWithoutCalls(true)
        .handshakeTimeout(limits.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionIdle(limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAge(limits.maxAge().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAgeGrace(limits.ageGrace().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A message that is one chunk of this size: the chunk, and its field's tag and length. */
  private static int withFrame(int chunkBytes) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(chunkBytes) + chunkBytes;
  }

  /** The library's managers, which use what they were handed last for each new connection. */
  private static ServerCredentials credentials(
      @Nullable Certificates certificates, boolean ofClients) {
    if (certificates == null) {
      return InsecureServerCredentials.create();
    }
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    certificates.use(
        loaded ->
            keys.updateIdentityCredentials(
                loaded.chain().toArray(X509Certificate[]::new),
                Objects.requireNonNull(loaded.key())));
    TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(keys);
    if (ofClients) {
      credentials.trustManager(trust(certificates)).clientAuth(ClientAuth.REQUIRE);
    }
    return credentials.build();
  }

  private static AdvancedTlsX509TrustManager trust(Certificates certificates) {
    try {
      AdvancedTlsX509TrustManager trust =
          AdvancedTlsX509TrustManager.newBuilder()
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION) // of clients
              .build();
      certificates.use(loaded -> trusts(trust, loaded.authorities()));
      return trust;
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void trusts(AdvancedTlsX509TrustManager trust, List<X509Certificate> authorities) {
    try {
      trust.updateTrustCredentials(authorities.toArray(X509Certificate[]::new));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Server with(ServerBuilder<?> builder, GrpcServices services, CallWorkers workers) {
    return builder
        .directExecutor() // for no more than asking the workers
        .callExecutor(workers)
        .addServices(services.definitions())
        .addService(health.getHealthService())
        .fallbackHandlerRegistry(services.others())
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

  /**
   * Tells callers of {@code grpc.health.v1.Health} whether calls can be answered, and how each
   * component is.
   */
  public void serving(boolean serving, List<ComponentHealth> components) {
    for (ComponentHealth component : components) {
      health.setStatus(
          Components.serviceName(component.name()),
          switch (component.state()) {
            case UP -> ServingStatus.SERVING;
            case DOWN -> ServingStatus.NOT_SERVING;
            case OFF -> ServingStatus.UNKNOWN;
          });
    }
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    services.forEach(service -> health.setStatus(service, status));
  }

  /** From now on {@code grpc.health.v1} says that nothing is served; calls are, as before. */
  public void leave() {
    if (!left.getAndSet(true)) {
      health.enterTerminalState(); // which warns of a second time
    }
  }

  /** Refuses new calls, and cuts those that have not ended within {@code grace}. */
  public void close(Duration grace) throws InterruptedException {
    leave();
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
