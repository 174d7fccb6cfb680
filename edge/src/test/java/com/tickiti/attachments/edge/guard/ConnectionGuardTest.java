package com.tickiti.attachments.edge.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.http.EdgeFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that clients use in unusual but right ways, byte for byte. */
class ConnectionGuardTest {

  private static final String LIVEZ = "GET /livez HTTP/1.1\r\nHost: edge\r\n";

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws IOException {
    edge = new EdgeFixture();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://edge/livez", "HTTP://other.example:80/livez?a=b", "https://e/livez"})
  void target_inAbsoluteForm_isServed(String target) throws IOException {
    String all =
        exchange("GET " + target + " HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n", false);

    assertThat(all).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://edge/livez", "http://", "livez", "http://a@b/livez"})
  void target_inNoKnownForm_is400(String target) throws IOException {
    String all =
        exchange("GET " + target + " HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n", false);

    assertThat(all).startsWith("HTTP/1.1 400 ").contains("\"error\":\"bad_request\"");
  }

  @Test
  void client_endingItsOutput_getsAllItsAnswers() throws IOException {
    String all = exchange(LIVEZ + "\r\n" + LIVEZ + "\r\n", true);

    assertThat(all.split("HTTP/1.1 200 ", -1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GE",
        LIVEZ,
        "POST " + EdgeFixture.PATH + " HTTP/1.1\r\nHost: e\r\nContent-Length: 9\r\n\r\n{"
      })
  void client_endingItsOutputWithinARequest_isClosed(String part) throws IOException {
    assertThat(exchange(part, true)).doesNotContain("HTTP/1.1 200 ");
  }

  @Test
  void expectation_beforeAnUpgrade_isAnsweredFirst() throws IOException {
    String body = EdgeFixture.BODY;
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              ("POST /livez HTTP/1.1\r\nHost: edge\r\nContent-Length: "
                      + body.length()
                      + "\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n"
                      + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nExpect: 100-continue\r\n\r\n")
                  .getBytes(US_ASCII));
      byte[] first = "HTTP/1.1 100 Continue".getBytes(US_ASCII);
      assertThat(socket.getInputStream().readNBytes(first.length)).isEqualTo(first);
      socket.getOutputStream().write(body.getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .contains("HTTP/1.1 200 ");
    }
  }

  @Test
  void http10_keepingTheConnection_isTold() throws IOException {
    String request = "GET /livez HTTP/1.0\r\nHost: edge\r\nConnection: keep-alive\r\n\r\n";

    String all = exchange(request + "GET /livez HTTP/1.0\r\nHost: edge\r\n\r\n", false);

    assertThat(all.split("HTTP/1.1 200 ", -1)).hasSize(3);
    assertThat(all.split("connection: keep-alive\r\n", -1)).hasSize(2);
    assertThat(all.split("connection: close\r\n", -1)).hasSize(2);
  }

  @Test
  void response_tellsTheIdleTimeout_whichIsLongerThanThatOfLoadBalancers() throws IOException {
    assertThat(exchange(LIVEZ + "\r\n", true)).contains("\r\nkeep-alive: timeout=75\r\n");
    assertThat(exchange(LIVEZ + "Connection: close\r\n\r\n", false)).doesNotContain("keep-alive");
  }

  @Test
  void http2_answerBeforeTheEndOfTheRequest_asksForNoMoreWithoutAnError() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(http2Request());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      boolean answered = false;
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        answered |= stream == 1 && type <= 1 && (flags & 1) != 0;
        if (type == FrameCursor.RST_STREAM) {
          assertThat(answered).isTrue();
          assertThat(payload).containsOnly(0); // NO_ERROR
          return;
        }
      }
    }
  }

  /** A body of 70 000 bytes is announced, which is refused, and none of it sent. */
  private static byte[] http2Request() throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String text :
        new String[] {
          ":method",
          "POST",
          ":scheme",
          "http",
          ":authority",
          "e",
          ":path",
          EdgeFixture.PATH,
          "content-type",
          "application/json",
          "content-length",
          "70000"
        }) {
      if (text.startsWith(":") || text.startsWith("content-")) {
        block.write(0); // a literal that is not indexed (RFC 7541, section 6.2.2)
      }
      block.write(text.length());
      block.write(text.getBytes(US_ASCII));
    }
    ByteBuffer request = ByteBuffer.allocate(24 + 9 + 9 + block.size());
    request.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    request.put(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
    request.put(new byte[] {0, 0, (byte) block.size(), 1, 4, 0, 0, 0, 1}).put(block.toByteArray());
    return request.array();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String exchange(String request, boolean endOutput) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      if (endOutput) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
