package com.tickiti.attachments.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.ClientRequestContextCaptor;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceImplBase;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class UpstreamTest {

  private static final int CHUNK = 192 * 1024;
  private static final int CHUNKS = 100; // more than the 10 MiB that a client takes by default

  private final Set<String> served = ConcurrentHashMap.newKeySet();

  @Test
  void download_aboveTheDefaultLimits_arrivesWhole() {
    try (Server server = server("a");
        Upstream upstream = new Upstream(List.of(endpoint(server)), null)) {
      assertThat(download(upstream)).isEqualTo((long) CHUNK * CHUNKS);
    }
  }

  @Test
  void download_hasNoTimeLimit_norHasAnyAttempt() {
    try (Server server = server("a");
        Upstream upstream = new Upstream(List.of(endpoint(server)), null);
        ClientRequestContextCaptor captor = Clients.newContextCaptor()) {
      download(upstream);

      ClientRequestContext call = captor.get();
      assertThat(call.responseTimeoutMillis()).isZero();
      assertThat(call.log().children())
          .isNotEmpty()
          .allSatisfy(
              attempt ->
                  assertThat(((ClientRequestContext) attempt.context()).responseTimeoutMillis())
                      .isZero());
    }
  }

  @Test
  void health_goesTheSameWay() {
    try (Server server = server("a");
        Upstream upstream = new Upstream(List.of(endpoint(server)), null)) {
      assertThat(
              HealthGrpc.newBlockingStub(upstream.channel())
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void servers_areTakenInTurn() {
    try (Server a = server("a");
        Server b = server("b");
        Upstream upstream = new Upstream(List.of(endpoint(a), endpoint(b)), null)) {
      untilAllGoTo(upstream, Set.of("a", "b")); // one may be found healthy before the other
      served.clear();

      download(upstream);
      download(upstream);

      assertThat(served).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void serverAway_isPassedOver() throws Exception {
    try (Server server = server("a");
        Upstream upstream =
            new Upstream(List.of(Endpoint.of("127.0.0.1", freePort()), endpoint(server)), null)) {
      for (int i = 0; i < 4; i++) {
        assertThat(download(upstream)).isPositive();
      }
    }
  }

  @Test
  void serverThatDoesNotServe_isNotAsked_unlessNoneDoes() {
    HealthStatusManager aHealth = new HealthStatusManager();
    HealthStatusManager bHealth = new HealthStatusManager();
    aHealth.setStatus("", ServingStatus.NOT_SERVING);
    try (Server a = server("a", 0, aHealth);
        Server b = server("b", 0, bHealth);
        Upstream upstream = new Upstream(List.of(endpoint(a), endpoint(b)), null)) {
      untilAllGoTo(upstream, Set.of("b"));

      aHealth.setStatus("", ServingStatus.SERVING);
      bHealth.setStatus("", ServingStatus.NOT_SERVING);
      untilAllGoTo(upstream, Set.of("a"));

      aHealth.setStatus("", ServingStatus.NOT_SERVING);
      untilAllGoTo(upstream, Set.of("a", "b"));
    }
  }

  @Test
  void name_isResolved() throws Exception {
    try (Server server = server("a");
        Upstream upstream =
            new Upstream(List.of(Endpoint.of("localhost", server.activeLocalPort())), null)) {
      assertThat(download(upstream)).isPositive();
    }
  }

  /** Calls until six in a row were served by {@code names} and, among them, by each of these. */
  private void untilAllGoTo(Upstream upstream, Set<String> names) {
    long end = deadline();
    do {
      served.clear();
      for (int i = 0; i < 6; i++) {
        downloadLittle(upstream);
      }
    } while (!served.equals(names) && System.nanoTime() < end);
    assertThat(served).isEqualTo(names);
  }

  private static long deadline() {
    return System.nanoTime() + Duration.ofSeconds(60).toNanos();
  }

  @Test
  void allServersAway_isUnavailable_untilOneIsBack() throws Exception {
    int port = freePort();
    try (Upstream upstream = new Upstream(List.of(Endpoint.of("127.0.0.1", port)), null)) {
      assertThatThrownBy(() -> download(upstream))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

      try (Server back = server("a", port)) {
        assertThat(back.activeLocalPort()).isEqualTo(port);
        assertThat(download(upstream)).isPositive();
      }
    }
  }

  @Test
  void serverDyingInACall_isUnavailable() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Upstream upstream =
            new Upstream(List.of(Endpoint.of("127.0.0.1", listener.getLocalPort())), null)) {
      CompletableFuture<Void> dying = CompletableFuture.runAsync(() -> dieAtFirstCall(listener));

      assertThatThrownBy(() -> download(upstream))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

      dying.join();
    }
  }

  /** Speaks HTTP/2 up to the first HEADERS frame, and no further. */
  private static void dieAtFirstCall(ServerSocket listener) {
    int headers = 1;
    byte[] emptySettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    try (Socket connection = listener.accept()) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      connection.getOutputStream().write(emptySettings);
      in.readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
      int type;
      do {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        type = in.readUnsignedByte();
        in.readNBytes(5 + length);
      } while (type != headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long download(Upstream upstream) {
    return download(upstream, DownloadAttachmentRequest.getDefaultInstance());
  }

  /** One chunk of it. */
  private static long downloadLittle(Upstream upstream) {
    return download(upstream, DownloadAttachmentRequest.newBuilder().setHeaderOnly(true).build());
  }

  private static long download(Upstream upstream, DownloadAttachmentRequest request) {
    long[] bytes = new long[1];
    AttachmentServiceGrpc.newBlockingStub(upstream.channel())
        .downloadAttachment(request)
        .forEachRemaining(message -> bytes[0] += message.getChunk().size());
    return bytes[0];
  }

  private Server server(String name) {
    return server(name, 0);
  }

  private Server server(String name, int port) {
    return server(name, port, new HealthStatusManager());
  }

  private Server server(String name, int port, HealthStatusManager health) {
    return start(port, health, new Chunks(name));
  }

  private static Server start(
      int port, HealthStatusManager health, AttachmentServiceImplBase service) {
    Server server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .service(
                GrpcService.builder()
                    .addService(service)
                    .addService(health.getHealthService())
                    .build())
            .build();
    server.start().join();
    return server;
  }

  private static Endpoint endpoint(Server server) {
    return Endpoint.of("127.0.0.1", server.activeLocalPort());
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private final class Chunks extends AttachmentServiceImplBase {
    private final String name;

    Chunks(String name) {
      this.name = name;
    }

    @Override
    public void downloadAttachment(
        DownloadAttachmentRequest request, StreamObserver<DownloadAttachmentResponse> out) {
      served.add(name);
      ByteString chunk = ByteString.copyFrom(new byte[CHUNK]);
      for (int i = 0; i < (request.getHeaderOnly() ? 1 : CHUNKS); i++) {
        out.onNext(DownloadAttachmentResponse.newBuilder().setChunk(chunk).build());
      }
      out.onCompleted();
    }
  }
}
