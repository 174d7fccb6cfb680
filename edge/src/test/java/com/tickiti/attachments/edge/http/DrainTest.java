package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.stub.StreamObserver;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DrainTest {

  private static final int CHUNK = 196_608;

  private final CountDownLatch closing = new CountDownLatch(1);

  @Test
  void close_letsADownloadEndAndRefusesNewRequests() throws Exception {
    try (EdgeFixture edge = new EdgeFixture();
        Socket busy = edge.connect()) {
      edge.service.answers((request, out) -> sendTheRestWhenClosing(out));
      busy.getOutputStream().write(EdgeFixture.rawRequest());
      assertThat(busy.getInputStream().read()).isEqualTo('H');
      Thread closer = new Thread(edge.edge::close);
      closer.start();

      HttpResponse<String> answer = livez(edge);
      while (answer.statusCode() == 200) { // until closing has begun
        answer = livez(edge);
      }
      for (int i = 0; i < 20; i++) { // the port stays open to say so for as long as it takes
        answer = livez(edge);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("connection")).hasValue("close");
      }
      closing.countDown();
      String all = new String(EdgeFixture.untilEnd(busy.getInputStream()), StandardCharsets.UTF_8);
      closer.join();

      assertThat(all).endsWith("\"}}").contains("content-length: " + bodyLength(all) + "\r\n");
    }
  }

  @Test
  void leave_isToldAtReadyzAndRefusesNothing() throws Exception {
    try (EdgeFixture edge = new EdgeFixture()) {
      edge.health.setStatus("", ServingStatus.SERVING);
      assertThat(edge.send(HttpRequest.newBuilder(edge.uri("/readyz"))).statusCode())
          .isEqualTo(200);

      edge.edge.leave();

      assertThat(edge.send(HttpRequest.newBuilder(edge.uri("/readyz"))).statusCode())
          .isEqualTo(503);
      assertThat(livez(edge).statusCode()).isEqualTo(200);
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

  private static HttpResponse<String> livez(EdgeFixture edge) throws Exception {
    return edge.send(HttpRequest.newBuilder(edge.uri("/livez")));
  }

  private static int bodyLength(String response) {
    return response.length() - response.indexOf("\r\n\r\n") - 4;
  }
}
