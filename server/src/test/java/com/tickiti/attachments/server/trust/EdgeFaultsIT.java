package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.harness.RevivedEdge;
import com.tickiti.attachments.server.harness.Signals;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.process.JarProcess;
import com.tickiti.attachments.server.process.RevivedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server and a standalone edge in front of it: either stops answering, or its clients do. */
@Tag("trust")
class EdgeFaultsIT {

  private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(30);

  /** The edge asks a server that says nothing for a sign of life every few seconds. */
  private static final Duration HALF_OPEN_TOLD_WITHIN = Duration.ofSeconds(15);

  @TempDir private static Path directory;
  private static Path data;
  private static RevivedServer server;
  private static RevivedEdge edge;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    data = directory.resolve("data");
    server = new RevivedServer(data, List.of("-Xmx256m"));
    edge = new RevivedEdge(server.grpcTarget());
    token = server.token("reader");
  }

  @AfterAll
  static void stop() throws IOException {
    edge.close();
    server.close();
  }

  @AfterEach
  void recovers() throws Exception {
    Await.until("an answer", RECOVERS_WITHIN, () -> download().status() == 200);
    Await.until("ready", RECOVERS_WITHIN, () -> isReady());
  }

  @Test
  void serverRestarts_edgeSaysUnavailableUntilItIsBack() throws Exception {
    server.killAndRevive();

    assertUnavailable(Duration.ofSeconds(2));
    assertThat(isReady()).isFalse();
  }

  @Test
  void serverHalfOpen_failureIsBounded() throws Exception {
    assertThat(download().status()).isEqualTo(200);
    Signals.send("STOP", server.pid());
    try {
      for (int i = 0; i < TrustRun.count(1, 3); i++) {
        assertUnavailable(HALF_OPEN_TOLD_WITHIN);
      }
      assertThat(isReady()).isFalse();
    } finally {
      Signals.send("CONT", server.pid());
    }
  }

  @Test
  void clientResetsMidBody_upstreamIsCancelledAndFileClosed() throws Exception {
    for (String base : List.of(edge.http(), server.http())) {
      for (int i = 0; i < 5; i++) {
        try (HalfRead reader = new HalfRead(base)) {
          assertThat(openBlobs()).isEqualTo(1);
          reader.reset();
        }
        Await.until("closed files", Duration.ofSeconds(5), () -> openBlobs() == 0);
      }
    }
  }

  @Test
  void edgeTerminated_downloadUnderWayCompletesAndNewOnesAreRefused() throws Exception {
    try (JarProcess other = edge()) {
      String base = other.awaitReady().http();
      completesWhileItStops(base, other.pid());
      assertThat(other.awaitExit()).isZero();
    }
  }

  @Test
  void serverTerminated_downloadUnderWayCompletesAndNewOnesAreRefused() throws Exception {
    completesWhileItStops(server.http(), server.pid());
    server.killAndRevive();
    server.awaitRevived();
  }

  @Test
  void postgresKilledWhileTheServerRestarts_recovers() throws Exception {
    server.killAndRevive();
    long orphan = postmaster();
    Signals.send("KILL", orphan);
    Await.until("another PostgreSQL", RECOVERS_WITHIN, () -> isAnother(orphan));
    Signals.send("KILL", postmaster());
    server.awaitRevived();
  }

  @Test
  void edgeRestartedWhileTheServerIsDown_recovers() throws Exception {
    server.killAndRevive();
    edge.killAndRevive();

    assertThat(download().status()).isIn(200, 503);
    server.awaitRevived();
  }

  private void completesWhileItStops(String base, long pid) throws Exception {
    try (HalfRead reader = new HalfRead(base)) {
      Signals.send("TERM", pid);
      Await.until("refusal", Duration.ofSeconds(5), () -> isRefused(base));
      assertThat(reader.readRest()).isEqualTo(reader.contentLength());
    }
  }

  /** Refused by an answer, or by nobody listening any more. */
  private static boolean isRefused(String base) throws Exception {
    try {
      return new JsonCaller(base).post(token, documented()).status() == 503;
    } catch (IOException e) {
      return true;
    }
  }

  private static void assertUnavailable(Duration limit) throws Exception {
    long start = System.nanoTime();
    Answer answer = download();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error()).isEqualTo("unavailable");
    assertThat(Integer.parseInt(String.valueOf(answer.header("retry-after")))).isPositive();
    assertThat(took).isLessThan(limit);
  }

  private static Answer download() throws IOException, InterruptedException {
    return new JsonCaller(edge.http()).post(token, documented());
  }

  private static boolean isReady() throws IOException, InterruptedException {
    return new JsonCaller(edge.http()).send("GET", "/readyz").status() == 200;
  }

  private static String documented() throws IOException {
    return body("the documented request");
  }

  private static String body(String name) throws IOException {
    JsonNode cases = new ObjectMapper().readTree(data.resolve("demo.json").toFile()).get("cases");
    for (JsonNode each : cases) {
      if (each.get("name").textValue().equals(name)) {
        return each.get("body").toString();
      }
    }
    throw new AssertionError(name);
  }

  /** How many files of blobs the server has open. */
  private static long openBlobs() throws IOException {
    String blobs = data.resolve("blobs").toRealPath().toString();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", "" + server.pid(), "fd"))) {
      return descriptors.filter(descriptor -> target(descriptor).startsWith(blobs)).count();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static long postmaster() throws IOException {
    Path file = data.resolve("postgres").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
  }

  private static boolean isAnother(long postmaster) throws IOException {
    try {
      return postmaster() != postmaster;
    } catch (NoSuchFileException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static JarProcess edge() throws IOException {
    return JarProcess.start(
        List.of(), JarProcess.EDGE, List.of("--upstream", server.grpcTarget(), "--http-port", "0"));
  }

  /** A client that has read the head of a 25 MiB download, and for now reads no further. */
  private static final class HalfRead implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream in;
    private final long contentLength;

    HalfRead(String base) throws IOException {
      URI uri = URI.create(base);
      // Small, so that it is the server that waits and not the kernel that buffers.
      socket.setReceiveBufferSize(64 << 10);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      String body = body("exactly 25 MiB");
      String request =
          "POST /api/v1/tickets/attachment HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer "
              + token
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      in = socket.getInputStream();
      contentLength = readHead();
    }

    long contentLength() {
      return contentLength;
    }

    /** Returns how many bytes of body come. */
    long readRest() throws IOException {
      return in.readNBytes(Math.toIntExact(contentLength)).length;
    }

    /** Leaves without a word. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private long readHead() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      assertThat(head).startsWith("HTTP/1.1 200");
      return head.toString()
          .lines()
          .filter(line -> line.startsWith("content-length: "))
          .mapToLong(line -> Long.parseLong(line.substring("content-length: ".length())))
          .sum();
    }
  }
}
