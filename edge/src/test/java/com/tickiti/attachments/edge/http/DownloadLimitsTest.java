package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Metadata;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the edge does about limits: its own, of memory, and the service's, which it passes on. */
class DownloadLimitsTest {

  private static final int CHUNK = 48 * 1024;
  private static final int LARGE = 1 << 30;

  /** For two large downloads. */
  private static final MemoryBudget BUDGET = new MemoryBudget(2 * 195_000);

  private static final Metadata.Key<String> CLIENT_ADDRESS =
      Metadata.Key.of("x-client-address", Metadata.ASCII_STRING_MARSHALLER);

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws Exception {
    edge = new EdgeFixture(BUDGET, "--trusted-proxies=127.0.0.0/8");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void memory_exhausted_isUnavailableUntilAReaderIsGone() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(2);
    edge.service.servesOnDemand(
        FakeAttachmentService.header(LARGE), new byte[CHUNK], cancelled::countDown);
    try (Socket first = begin();
        Socket second = begin()) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();

      HttpResponse<String> third = edge.post(EdgeFixture.BODY);

      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.body()).contains("\"error\":\"unavailable\"");
      assertThat(third.headers().firstValue("retry-after")).contains("1");
      second.setSoLinger(true, 0);
    }
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    awaitNothingReserved();
  }

  @Test
  void memory_ofADownloadThatEnds_isGivenBack() throws Exception {
    edge.service.serves(FakeAttachmentService.header(5), List.of(new byte[5]));

    for (int i = 0; i < 100; i++) {
      assertThat(edge.post(EdgeFixture.BODY).statusCode()).isEqualTo(200);
    }
    awaitNothingReserved();
  }

  @Test
  void memory_ofADownloadThatFails_isGivenBack() throws Exception {
    edge.service.answers(
        (request, out) -> {
          out.onNext(FakeAttachmentService.headerMessage(5));
          out.onCompleted();
        });

    assertThat(edge.post(EdgeFixture.BODY).statusCode()).isEqualTo(500);
    awaitNothingReserved();
  }

  @Test
  void clientAddress_isTakenFromTheTrustedProxyAndNeverFromTheClient() throws Exception {
    edge.service.refuses(ErrorReason.ERROR_REASON_NOT_FOUND);
    edge.service.metadata.clear();

    HttpRequest.Builder request = edge.request().POST(BodyPublishers.ofString(EdgeFixture.BODY));
    edge.send(
        request
            .header("X-Forwarded-For", "198.51.100.9, 192.0.2.1")
            .header("X-Client-Address", "198.51.100.8"));

    Metadata metadata = edge.service.metadata.take();
    assertThat(metadata.getAll(CLIENT_ADDRESS)).containsExactly("192.0.2.1");
  }

  private static Socket begin() throws Exception {
    Socket socket = edge.connect();
    socket.getOutputStream().write(EdgeFixture.rawRequest());
    assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static void awaitNothingReserved() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (BUDGET.reservedBytes() != 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(BUDGET.reservedBytes()).isZero();
  }
}
