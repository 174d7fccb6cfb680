package com.tickiti.attachments.edge.http;

import com.google.common.collect.ObjectArrays;
import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.EdgeServer;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.edge.settings.Settings;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An edge on a free port in front of a fake service in the same process. */
public final class EdgeFixture implements AutoCloseable {

  public static final String PATH = "/api/v1/tickets/attachment";
  public static final String BODY =
      "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\"}";

  public final FakeAttachmentService service = new FakeAttachmentService();
  public final FakeTicketService tickets = new FakeTicketService();
  private final FakeTicketService.Tokens tokens = new FakeTicketService.Tokens();
  final HealthStatusManager health = new HealthStatusManager();
  public final EdgeServer edge;

  private final Server grpc;
  private final ManagedChannel channel;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** On a free port, with {@code options} as on the command line. */
  public EdgeFixture(String... options) throws IOException {
    this(new MemoryBudget(MemoryBudget.defaultBytes()), options);
  }

  public EdgeFixture(MemoryBudget budget, String... options) throws IOException {
    String name = InProcessServerBuilder.generateName();
    grpc =
        InProcessServerBuilder.forName(name)
            .intercept(service)
            .addService(service)
            .addService(tickets)
            .addService(tokens)
            .addService(health.getHealthService())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
    String[] withPort = ObjectArrays.concat("--http-port=0", options);
    edge = new EdgeServer(Settings.of(EdgeConfig.class, withPort), null, channel, budget);
    edge.start();
  }

  public URI uri(String path) {
    return edge.httpUri().resolve(path);
  }

  public HttpResponse<String> post(String body) throws Exception {
    return send(request().POST(BodyPublishers.ofString(body)));
  }

  /** With everything but a body that a good request has. */
  public HttpRequest.Builder request() {
    return HttpRequest.newBuilder(uri(PATH))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer 14|secret")
        .header("Content-Type", "application/json");
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Posts {@code body} as JSON to {@code path}. */
  public HttpResponse<String> post(String path, String body) throws Exception {
    return send(request().uri(uri(path)).POST(BodyPublishers.ofString(body)));
  }

  /** Sends a request for bytes. */
  public HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** The bytes of a good HTTP/1.1 request. */
  static byte[] rawRequest() {
    return ("POST "
            + PATH
            + " HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer 14|secret\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + BODY.length()
            + "\r\n\r\n"
            + BODY)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends bytes as they are and returns all that comes back until the connection ends. */
  public String exchange(byte[] request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request);
      return new String(untilEnd(socket.getInputStream()), StandardCharsets.ISO_8859_1);
    }
  }

  static byte[] untilEnd(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (SocketException reset) {
      // An end as good as any other.
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    edge.close();
    channel.shutdownNow();
    grpc.shutdownNow();
  }
}
