package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.tickiti.attachments.edge.http.FakeAttachmentService.Answer;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DownloadFaultTest {

  private static final int CHUNK = 196_608;
  private static final long FILE = 3 * CHUNK;

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws Exception {
    edge = new EdgeFixture();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  /** What goes wrong when part of the body is on its way. */
  static List<Named<Answer>> midwayFaults() {
    return List.of(
        midway("an error", out -> out.onError(Status.INTERNAL.asRuntimeException())),
        midway("an end too soon", StreamObserver::onCompleted),
        midway(
            "an error in place of the end",
            out -> {
              out.onNext(FakeAttachmentService.chunk(new byte[CHUNK]));
              out.onError(Status.DATA_LOSS.asRuntimeException());
            }),
        midway(
            "more than promised",
            out -> {
              out.onNext(FakeAttachmentService.chunk(new byte[CHUNK + 1]));
              out.onCompleted();
            }),
        midway(
            "a second header",
            out -> {
              out.onNext(FakeAttachmentService.headerMessage(FILE));
              out.onCompleted();
            }));
  }

  private static Named<Answer> midway(
      String name, Consumer<StreamObserver<DownloadAttachmentResponse>> fault) {
    return Named.of(
        name,
        (request, out) -> {
          sendTwoChunks(out);
          fault.accept(out);
        });
  }

  private static void sendTwoChunks(StreamObserver<DownloadAttachmentResponse> out) {
    out.onNext(FakeAttachmentService.headerMessage(FILE));
    out.onNext(FakeAttachmentService.chunk(new byte[CHUNK]));
    out.onNext(FakeAttachmentService.chunk(new byte[CHUNK]));
  }

  @ParameterizedTest
  @MethodSource("midwayFaults")
  void faultMidway_http1_closesBeforeContentLength(Answer fault) throws Exception {
    edge.service.answers(fault);

    String all = edge.exchange(EdgeFixture.rawRequest());

    assertThat(all).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("\"}}");
    int bodyStart = all.indexOf("\r\n\r\n") + 4;
    assertThat(all.length() - bodyStart).isLessThan(contentLength(all));
  }

  @ParameterizedTest
  @MethodSource("midwayFaults")
  void faultMidway_http2_resetsTheStream(Answer fault) throws Exception {
    edge.service.answers(fault);

    try (ClientFactory factory = ClientFactory.builder().build()) {
      WebClient http2 =
          WebClient.builder("h2c://127.0.0.1:" + edge.edge.port()).factory(factory).build();

      assertThatThrownBy(
              () ->
                  http2
                      .execute(
                          HttpRequest.builder()
                              .post(EdgeFixture.PATH)
                              .content(MediaType.JSON, EdgeFixture.BODY)
                              .build())
                      .aggregate()
                      .join())
          .hasCauseInstanceOf(ClosedStreamException.class)
          .hasMessageContaining("INTERNAL_ERROR");
    }
  }

  @Test
  void faultBeforeMoreThanOnePiece_isAProperError() throws Exception {
    edge.service.answers(
        (request, out) -> {
          out.onNext(FakeAttachmentService.headerMessage(3));
          out.onNext(FakeAttachmentService.chunk(new byte[3]));
          out.onError(Status.DATA_LOSS.withDescription("secret path").asRuntimeException());
        });

    HttpResponse<String> response = edge.post(EdgeFixture.BODY);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("\"error\":\"internal\"").doesNotContain("secret path");
  }

  @Test
  void chunkBeforeHeader_isInternal() throws Exception {
    edge.service.answers((request, out) -> out.onNext(FakeAttachmentService.chunk(new byte[3])));

    assertThat(edge.post(EdgeFixture.BODY).statusCode()).isEqualTo(500);
  }

  @Test
  void noMessageAtAll_isInternal() throws Exception {
    edge.service.answers((request, out) -> out.onCompleted());

    assertThat(edge.post(EdgeFixture.BODY).statusCode()).isEqualTo(500);
  }

  @Test
  void serviceAway_is503WithRetryAfter() throws Exception {
    edge.service.answers((request, out) -> out.onError(Status.UNAVAILABLE.asRuntimeException()));

    HttpResponse<String> response = edge.post(EdgeFixture.BODY);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).hasValue("1");
  }

  @Test
  void serviceSilent_is503WhenTheTimeIsUp() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (EdgeFixture impatient = new EdgeFixture("--http-stall-timeout=1s")) {
      impatient.service.answers((request, out) -> out.setOnCancelHandler(cancelled::countDown));

      HttpResponse<String> response = impatient.post(EdgeFixture.BODY);

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("\"error\":\"unavailable\"");
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void clientGone_cancelsTheCall() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    edge.service.servesOnDemand(
        FakeAttachmentService.header(1L << 40), new byte[CHUNK], cancelled::countDown);

    try (Socket socket = edge.connect()) {
      socket.getOutputStream().write(EdgeFixture.rawRequest());
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      socket.setSoLinger(true, 0);
    }

    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void clientGone_beforeTheHeader_cancelsTheCall() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    edge.service.requests.clear();
    edge.service.answers((request, out) -> out.setOnCancelHandler(cancelled::countDown));

    try (Socket socket = edge.connect()) {
      socket.getOutputStream().write(EdgeFixture.rawRequest());
      assertThat(edge.service.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void readerStopsReading_isCutAndHasHeldUpTheService() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (EdgeFixture impatient = new EdgeFixture("--http-stall-timeout=1s");
        Socket socket = impatient.connect()) {
      impatient.service.servesOnDemand(
          FakeAttachmentService.header(1L << 40), new byte[CHUNK], cancelled::countDown);
      socket.getOutputStream().write(EdgeFixture.rawRequest());

      assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
      // What the kernel buffers on both sides, and not the terabyte that was offered.
      assertThat(impatient.service.chunksSent.get()).isLessThan(128);
    }
  }

  private static int contentLength(String response) {
    String name = "content-length: ";
    int at = response.indexOf(name) + name.length();
    return Integer.parseInt(response.substring(at, response.indexOf('\r', at)));
  }
}
