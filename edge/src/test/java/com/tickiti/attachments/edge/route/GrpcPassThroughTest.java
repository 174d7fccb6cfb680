package com.tickiti.attachments.edge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.tickiti.attachments.edge.http.EdgeFixture;
import com.tickiti.attachments.edge.http.FakeAttachmentService;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceBlockingStub;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceStub;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcPassThroughTest {

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws Exception {
    edge = new EdgeFixture();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @BeforeEach
  void forget() {
    edge.service.metadata.clear();
    edge.service.uploads.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gproto+h2c", "gproto-web+h1c", "gproto-web+h2c", "gproto-web-text+h1c"})
  void download_isTheSameMessages(String scheme) throws Exception {
    byte[] chunk = new byte[48 * 1024];
    edge.service.serves(FakeAttachmentService.header(2L * chunk.length), List.of(chunk, chunk));

    Iterator<DownloadAttachmentResponse> messages =
        stub(scheme)
            .downloadAttachment(
                DownloadAttachmentRequest.newBuilder().setResponseAttachmentId("1").build());

    assertThat(messages.next().getHeader().getAttachment().getId()).isEqualTo("14494");
    assertThat(messages.next().getChunk().toByteArray()).isEqualTo(chunk);
    assertThat(messages.next().getChunk().toByteArray()).isEqualTo(chunk);
    assertThat(messages.hasNext()).isFalse();
    assertThat(
            edge.service
                .metadata
                .take()
                .getAll(Metadata.Key.of("x-client-address", Metadata.ASCII_STRING_MARSHALLER)))
        .containsExactly("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gproto+h2c", "gproto-web+h1c"})
  void refusal_keepsItsDetails(String scheme) {
    edge.service.refuses(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                stub(scheme)
                    .downloadAttachment(DownloadAttachmentRequest.getDefaultInstance())
                    .next());

    assertThat(AttachmentError.fromThrowable(refused).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
  }

  @ParameterizedTest
  @CsvSource({"POST,415,unsupported_media_type", "GET,405,method_not_allowed"})
  void requestThatIsNoGrpc_isAnsweredInJsonAndByItsId(String method, int status, String error)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(edge.uri("/tickiti.attachments.v1.AttachmentService/GetAttachment"))
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .header("Content-Type", "application/json")
            .header("X-Request-Id", "mine")
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-request-id")).contains("mine");
    assertThat(answer.body()).contains("\"error\":\"" + error + "\"");
  }

  /** What no generated client sends: a frame that is cut short, over HTTP/1. */
  @ParameterizedTest
  @ValueSource(strings = {"application/grpc", "application/grpc-web+proto"})
  void frameThatCannotBeRead_isAnsweredByItsId(String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(edge.uri("/tickiti.attachments.v1.AttachmentService/GetAttachment"))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(HttpRequest.BodyPublishers.ofString("{\"ticket_number\": 1}"))
            .header("Content-Type", type)
            .header("X-Request-Id", "mine")
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.headers().firstValue("x-request-id")).contains("mine");
  }

  @Test
  void unary_isPassedOn() {
    assertThat(
            stub("gproto-web+h1c")
                .listAttachments(ListAttachmentsRequest.newBuilder().setPageSize(1).build())
                .getNextPageToken())
        .isEqualTo("next");
  }

  @Test
  void upload_aboveTheLimitOfJsonBodies_isPassedOn() throws Exception {
    CompletableFuture<UploadAttachmentResponse> answer = new CompletableFuture<>();
    StreamObserver<UploadAttachmentRequest> upload =
        GrpcClients.builder(uri("gproto+h2c"))
            .build(AttachmentServiceStub.class)
            .uploadAttachment(
                new StreamObserver<>() {
                  @Override
                  public void onNext(UploadAttachmentResponse message) {
                    answer.complete(message);
                  }

                  @Override
                  public void onError(Throwable cause) {
                    answer.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {}
                });
    upload.onNext(
        UploadAttachmentRequest.newBuilder()
            .setHeader(UploadHeader.newBuilder().setResponseId("42").setName("a.txt"))
            .build());
    ByteString chunk = ByteString.copyFrom(new byte[1 << 20]);
    for (int i = 0; i < 3; i++) {
      upload.onNext(UploadAttachmentRequest.newBuilder().setChunk(chunk).build());
    }
    upload.onCompleted();

    assertThat(answer.get(30, TimeUnit.SECONDS).getAttachment().getName()).isEqualTo("a.txt");
    assertThat(edge.service.uploads.take().size()).isEqualTo(3 << 20);
  }

  private static AttachmentServiceBlockingStub stub(String scheme) {
    return GrpcClients.builder(uri(scheme))
        .maxResponseLength(0)
        .build(AttachmentServiceBlockingStub.class);
  }

  private static String uri(String scheme) {
    return scheme + "://127.0.0.1:" + edge.uri("/").getPort() + "/";
  }
}
