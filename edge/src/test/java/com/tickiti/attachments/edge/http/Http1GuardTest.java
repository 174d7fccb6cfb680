package com.tickiti.attachments.edge.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1GuardTest {

  private static final String POST = "POST " + EdgeFixture.PATH + " HTTP/1.1\r\n";
  private static final String LIVEZ = "GET /livez HTTP/1.1\r\nHost: edge\r\n";

  private static final String UPGRADE =
      LIVEZ
          + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
          + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n";

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws Exception {
    edge = new EdgeFixture("--http-request-timeout=1s");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @BeforeEach
  void forget() {
    edge.service.requests.clear();
    edge.service.serves(FakeAttachmentService.header(0), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: edge\r\nTransfer-Encoding: xchunked\r\n",
        "Host: edge\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: edge\r\nTransfer-Encoding: identity\r\n",
        "Host: edge\r\nTransfer-Encoding: \r\n",
        "Host: edge\r\nTransfer-Encoding: ,chunked\r\n",
        "Host: edge\r\nTransfer-Encoding: chunked;a=b\r\n",
        "Host: edge\r\nTransfer-Encoding: chunked, chunked\r\n",
        "Host: edge\r\nTransfer-Encoding: chunked, identity\r\n",
        "Host: edge\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: edge\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "Host: edge\r\nContent-Length: -1\r\n",
        "Host: edge\r\nContent-Length: 1x\r\n",
        "Host: edge\r\nContent-Length : 0\r\n",
        "Host: edge\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Host: edge\r\nX-Note: one\r\n folded\r\n",
        "Host: edge\r\n\tX-Note: one\r\n",
        "Host: edge\r\nHost: edge\r\n",
        "Content-Length: 0\r\n",
      })
  void framing_ambiguous_isRefusedAndNothingBehindItIsRead(String headers) throws Exception {
    String hidden = new String(EdgeFixture.rawRequest(), US_ASCII);

    String all = exchange(POST + headers + "\r\n" + hidden + hidden);

    assertThat(all).startsWith("HTTP/1.1 400 ").contains("\"ok\":false", "connection: close");
    assertThat(all.split("HTTP/1.1 ", -1)).hasSize(2);
    assertThat(edge.service.requests).isEmpty();
  }

  @Test
  void framing_chunked_isRead() throws Exception {
    String all =
        exchange(
            POST
                + "Host: edge\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(EdgeFixture.BODY.length())
                + "\r\n"
                + EdgeFixture.BODY
                + "\r\n0\r\n\r\n");

    assertThat(all).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void http10_withoutHost_isServed() throws Exception {
    assertThat(exchange("GET /livez HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void requests_pipelined_areAllServed() throws Exception {
    String all = exchange(LIVEZ + "\r\n" + LIVEZ + "\r\n" + LIVEZ + "Connection: close\r\n\r\n");

    assertThat(all.split("HTTP/1.1 200 ", -1)).hasSize(4);
  }

  @Test
  void requests_pipelined_theMalformedOneIsAnsweredInItsTurn() throws Exception {
    String all =
        exchange(
            new String(EdgeFixture.rawRequest(), US_ASCII) + "GET /livez\r\n\r\n" + LIVEZ + "\r\n");

    assertThat(all).startsWith("HTTP/1.1 200 ");
    assertThat(List.of(all.split("HTTP/1.1 ", -1))).hasSize(3).last().asString().startsWith("400 ");
  }

  @Test
  void requests_pipelined_foldedLinesAreFoundBehindABody() throws Exception {
    String all =
        exchange(
            new String(EdgeFixture.rawRequest(), US_ASCII)
                + LIVEZ
                + "X-Note: one\r\n folded\r\n\r\n"
                + LIVEZ
                + "\r\n");

    assertThat(List.of(all.split("HTTP/1.1 ", -1))).hasSize(3).last().asString().startsWith("400 ");
  }

  @Test
  void request_byteByByte_isServed() throws Exception {
    try (Socket socket = edge.connect()) {
      socket.setTcpNoDelay(true);
      for (byte b : (LIVEZ + "Connection: close\r\n\r\n").getBytes(US_ASCII)) {
        socket.getOutputStream().write(b);
      }
      assertThat(new String(EdgeFixture.untilEnd(socket.getInputStream()), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /li", LIVEZ + "X-Slow: "})
  void head_neverComplete_isCut(String part) throws Exception {
    assertThat(exchange(part)).isEmpty(); // returns long before the idle timeout
  }

  @Test
  void head_neverComplete_afterAGoodRequest_isCut() throws Exception {
    try (Socket socket = edge.connect()) {
      socket.getOutputStream().write((LIVEZ + "\r\n").getBytes(US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      socket.getOutputStream().write(LIVEZ.getBytes(US_ASCII));

      assertThat(new String(EdgeFixture.untilEnd(socket.getInputStream()), StandardCharsets.UTF_8))
          .startsWith("TTP/1.1 200 ")
          .endsWith("{\"ok\":true}");
    }
  }

  @Test
  void body_neverComplete_isAnsweredAndCut() throws Exception {
    String all = exchange(POST + "Host: edge\r\nContent-Length: 2\r\n\r\n{");

    assertThat(all).startsWith("HTTP/1.1 408 ");
  }

  /** Those that begin with HTTP/2, and those that change to it, as java.net.http does. */
  @ParameterizedTest
  @ValueSource(strings = {"", UPGRADE})
  void http2_outlivesTheTimeOfAHead(String upgrade) throws Exception {
    byte[] ping = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    try (Socket socket = edge.connect()) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(upgrade.getBytes(US_ASCII));
      if (!upgrade.isEmpty()) {
        byte[] switching = "HTTP/1.1 101 ".getBytes(US_ASCII);
        assertThat(socket.getInputStream().readNBytes(switching.length)).isEqualTo(switching);
      }
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      socket.getOutputStream().write(settings);
      long end = System.nanoTime() + Duration.ofMillis(2500).toNanos();
      while (System.nanoTime() < end) {
        socket.getOutputStream().write(ping);
        assertThat(socket.getInputStream().read(new byte[64 * 1024])).isPositive();
        Thread.sleep(100);
      }
    }
  }

  private static String exchange(String request) throws Exception {
    return edge.exchange(request.getBytes(US_ASCII));
  }
}
