package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.error.ErrorCatalogue;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ServedRange;
import io.grpc.Metadata;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadRouteTest {

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
    edge.service.requests.clear();
    edge.service.metadata.clear();
    edge.service.serves(FakeAttachmentService.header(3), List.of(new byte[] {1, 2, 3}));
  }

  static List<List<Integer>> chunkSizes() {
    return List.of(
        List.of(),
        List.of(0),
        List.of(1),
        List.of(2),
        List.of(3),
        List.of(4),
        List.of(1, 1, 1, 1),
        List.of(0, 191, 0, 1, 0),
        List.of(36863, 1, 1),
        List.of(36864),
        List.of(36864, 36864),
        List.of(36865, 36863, 2),
        List.of(196608, 196608, 5),
        List.of(200000, 1, 100001));
  }

  @ParameterizedTest
  @MethodSource("chunkSizes")
  void download_chunksOfAnySize_isTheirBase64(List<Integer> sizes) throws Exception {
    byte[] file = randomBytes(sizes.stream().mapToInt(Integer::intValue).sum());
    edge.service.serves(FakeAttachmentService.header(file.length), split(file, sizes));

    HttpResponse<String> response = edge.post(EdgeFixture.BODY);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"id\":\"14494\",\"response_id\":\"42\","
                + "\"name\":\"UPDD Diag.zip\",\"mime_type\":\"application/zip\",\"sha256\":\""
                + "cc".repeat(32)
                + "\",\"file_size\":"
                + file.length
                + ",\"is_inline\":false,\"content_base64\":\""
                + Base64.getEncoder().encodeToString(file)
                + "\"}}");
    assertThat(response.headers().firstValueAsLong("content-length"))
        .hasValue(response.body().length());
  }

  @Test
  void download_http2_isTheSameText() throws Exception {
    byte[] file = randomBytes(300_000);
    edge.service.serves(
        FakeAttachmentService.header(file.length), split(file, List.of(196_608, 103_392)));

    try (ClientFactory factory = ClientFactory.builder().build()) {
      AggregatedHttpResponse response =
          WebClient.builder("h2c://127.0.0.1:" + edge.edge.port())
              .factory(factory)
              .build()
              .blocking()
              .prepare()
              .post(EdgeFixture.PATH)
              .content(MediaType.JSON, EdgeFixture.BODY)
              .execute();

      assertThat(response.contentUtf8()).isEqualTo(edge.post(EdgeFixture.BODY).body());
      assertThat(response.headers().contentLength()).isEqualTo(response.content().length());
    }
  }

  @Test
  void download_randomSplits_areTheSameText() throws Exception {
    Random random = new Random(20260101);
    byte[] file = randomBytes(100_003);
    String expected = Base64.getEncoder().encodeToString(file);
    for (int round = 0; round < 20; round++) {
      List<Integer> sizes = new ArrayList<>();
      for (int left = file.length; left > 0; left -= sizes.get(sizes.size() - 1)) {
        sizes.add(Math.min(left, random.nextInt(9_000)));
      }
      edge.service.serves(FakeAttachmentService.header(file.length), split(file, sizes));

      assertThat(edge.post(EdgeFixture.BODY).body()).contains("\"" + expected + "\"");
    }
  }

  @Test
  void download_ofARange_tellsItBeforeTheBytes() throws Exception {
    DownloadHeader header =
        FakeAttachmentService.header(10).toBuilder()
            .setRange(ServedRange.newBuilder().setOffset(7).setLength(3).setEof(true))
            .build();
    edge.service.serves(header, List.of(new byte[] {1, 2, 3}));

    assertThat(edge.post(EdgeFixture.BODY).body())
        .endsWith(
            "\"file_size\":10,\"is_inline\":false,"
                + "\"offset\":7,\"length\":3,\"eof\":true,\"content_base64\":\"AQID\"}}");
  }

  @Test
  void download_headers_areThoseOfTheContract() throws Exception {
    HttpResponse<String> response =
        edge.send(
            edge.request()
                .header("X-Request-Id", "abc:1.2_3-4")
                .POST(BodyPublishers.ofString(EdgeFixture.BODY)));

    assertThat(response.headers().map())
        .containsEntry("content-type", List.of("application/json"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("x-request-id", List.of("abc:1.2_3-4"))
        .doesNotContainKey("server");
    Metadata metadata = edge.service.metadata.take();
    assertThat(value(metadata, "authorization")).isEqualTo("Bearer 14|secret");
    assertThat(value(metadata, "x-request-id")).isEqualTo("abc:1.2_3-4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "täst", "<script>", "\"", ""})
  void requestId_notSane_isReplaced(String id) throws Exception {
    HttpResponse<String> response =
        edge.send(
            edge.request()
                .header("X-Request-Id", id)
                .POST(BodyPublishers.ofString(EdgeFixture.BODY)));

    assertThat(response.headers().firstValue("x-request-id").orElseThrow())
        .isNotEqualTo(id)
        .matches("[A-Za-z0-9._:-]{1,128}");
  }

  @Test
  void authorization_twice_isNotForwarded() throws Exception {
    edge.send(
        edge.request()
            .header("Authorization", "Bearer 15|other")
            .POST(BodyPublishers.ofString(EdgeFixture.BODY)));

    assertThat(value(edge.service.metadata.take(), "authorization")).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ERROR_REASON_UNSPECIFIED", "UNRECOGNIZED"})
  void error_ofEveryCatalogueEntry_isItsStatusAndBody(ErrorReason reason) throws Exception {
    AttachmentError error =
        new AttachmentError(
            reason,
            "A \"sentence\".",
            Map.of("offset", List.of("is odd", "is big")),
            Map.of("file_size", "26214401", "mime_type", "text/plain"),
            7);
    edge.service.refuses(error);

    HttpResponse<String> response =
        edge.send(
            edge.request()
                .header("X-Request-Id", "r1")
                .POST(BodyPublishers.ofString(EdgeFixture.BODY)));

    assertThat(response.statusCode()).isEqualTo(ErrorCatalogue.spec(reason).getHttpStatus());
    assertThat(response.body())
        .isEqualTo(
            "{\"ok\":false,\"error\":\""
                + ErrorCatalogue.spec(reason).getWireName()
                + "\",\"message\":\"A \\\"sentence\\\".\",\"request_id\":\"r1\""
                + switch (reason) {
                  case ERROR_REASON_VALIDATION_FAILED ->
                      ",\"errors\":{\"offset\":[\"is odd\",\"is big\"]}}";
                  case ERROR_REASON_ATTACHMENT_TOO_LARGE ->
                      ",\"data\":{\"file_size\":26214401,\"mime_type\":\"text/plain\","
                          + "\"ranged\":true}}";
                  default -> "}";
                });
    assertThat(response.headers().firstValue("retry-after").isPresent())
        .isEqualTo(ErrorCatalogue.spec(reason).getRetryable());
    assertThat(response.headers().firstValue("www-authenticate").isPresent())
        .isEqualTo(reason == ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  @ParameterizedTest
  @CsvSource({
    // what the service says to an empty request, content type, body, the answer
    "UNAUTHENTICATED, text/plain, '{}', unauthenticated",
    "UNAUTHENTICATED, application/json, '{}', unauthenticated",
    "FORBIDDEN, text/plain, '{}', unsupported_media_type",
    "FORBIDDEN, application/json, '{}', forbidden",
    "VALIDATION_FAILED, text/plain, '{}', unsupported_media_type",
    "VALIDATION_FAILED, application/json, '{}', validation_failed",
    "RATE_LIMITED, text/plain, '{}', rate_limited",
    "RATE_LIMITED, application/json, '{}', rate_limited",
    "UNAVAILABLE, text/plain, '{}', unavailable",
    "INTERNAL, application/json, '[', internal",
  })
  void refusalOfTheEdge_comesInTheContractsOrder(
      String service, String contentType, String body, String expected) throws Exception {
    edge.service.refuses(ErrorReason.valueOf("ERROR_REASON_" + service));

    HttpResponse<String> response =
        edge.send(
            edge.request()
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));

    assertThat(response.body()).contains("\"error\":\"" + expected + "\"");
    assertThat(edge.service.requests)
        .containsExactly(DownloadAttachmentRequest.getDefaultInstance());
  }

  @Test
  void body_invalid_namesTheFieldsInOrder() throws Exception {
    HttpResponse<String> response = edge.post("{\"offset\":-1,\"intent\":1}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body())
        .contains(
            "\"errors\":{\"ticket_number\":[\"is required\"],"
                + "\"response_attachment_id\":[\"is required\"],\"intent\":[\"must be a string\"],"
                + "\"offset\":[\"must be an integer of at least 0\"]}");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/json; charset=utf-8, 200",
    "APPLICATION/JSON;charset=\"UTF-8\", 200",
    "application/json;, 200",
    "application/json; charset=us-ascii, 200",
    "application/json; charset=utf8, 200",
    "application/json; charset=ISO-8859-1, 200",
    "application/json; charset=utf-16, 200",
    "application/json; charset=nonsense, 200",
    "application/problem+json, 200",
    "application/vnd.api+json; ext=\"a;b\", 200",
    "text/json, 200",
    "text/plain, 415",
    "text/x+json, 415",
    "application/json+xml, 415",
    "application/jsonp, 415",
    "application/*, 415",
    "nonsense, 415",
  })
  void contentType_decides(String contentType, int status) throws Exception {
    HttpResponse<String> response =
        edge.send(
            edge.request()
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString(EdgeFixture.BODY)));

    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void contentType_missing_is415() throws Exception {
    HttpResponse<String> response =
        edge.send(
            HttpRequest.newBuilder(edge.uri(EdgeFixture.PATH))
                .POST(BodyPublishers.ofString(EdgeFixture.BODY)));

    assertThat(response.statusCode()).isEqualTo(415);
  }

  private static List<byte[]> split(byte[] file, List<Integer> sizes) {
    List<byte[]> chunks = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      chunks.add(Arrays.copyOfRange(file, from, from + size));
      from += size;
    }
    return chunks;
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String value(Metadata metadata, String name) {
    return metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }
}
