package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DrainTest {

  private static final int CHUNK = 196_608;

  private final CountDownLatch closing = new CountDownLatch(1);

  @Test
  void close_letsADownloadEndAndRefusesNewRequests() throws Exception {
    try (EdgeFixture edge = new EdgeFixture();
        Socket busy = edge.connect();
        Socket idle = edge.connect()) {
      edge.service.answers((request, out) -> sendTheRestWhenClosing(out));
      // A first answer shows that the edge has accepted the connection.
      assertThat(ask(idle, "/livez")).startsWith("HTTP/1.1 200 ");
      busy.getOutputStream().write(EdgeFixture.rawRequest());
      assertThat(busy.getInputStream().read()).isEqualTo('H');
      Thread closer = new Thread(edge.edge::close);
      closer.start();

      String refusal = ask(idle, "/livez");
      while (refusal.startsWith("HTTP/1.1 200 ")) { // until closing has begun
        refusal = ask(idle, "/livez");
      }
      for (int i = 0; i < 20; i++) { // the port stays open to say so for as long as it takes
        try (Socket late = edge.connect()) {
          assertThat(ask(late, "/livez")).startsWith("HTTP/1.1 503 ");
        }
      }
      closing.countDown();
      String all = new String(EdgeFixture.untilEnd(busy.getInputStream()), StandardCharsets.UTF_8);
      closer.join();

      assertThat(refusal).startsWith("HTTP/1.1 503 ").contains("connection: close");
      assertThat(all).endsWith("\"}}").contains("content-length: " + bodyLength(all) + "\r\n");
    }
  }

  private void sendTheRestWhenClosing(StreamObserver<DownloadAttachmentResponse> out) {
    out.onNext(FakeAttachmentService.headerMessage(2 * CHUNK));
    out.onNext(FakeAttachmentService.chunk(new byte[CHUNK]));
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.onNext(FakeAttachmentService.chunk(new byte[CHUNK]));
    out.onCompleted();
  }

  /** The answer, which is small enough to come in one piece. */
  private static String ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: edge\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    byte[] buffer = new byte[4096];
    int length = socket.getInputStream().read(buffer);
    return new String(buffer, 0, Math.max(0, length), StandardCharsets.UTF_8);
  }

  private static int bodyLength(String response) {
    return response.length() - response.indexOf("\r\n\r\n") - 4;
  }
}
