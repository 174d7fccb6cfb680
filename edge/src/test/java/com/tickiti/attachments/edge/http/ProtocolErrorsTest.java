package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolErrorsTest {

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws Exception {
    edge = new EdgeFixture("--http-request-timeout=500ms");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere, 404, not_found",
    "POST, /api/v1/tickets, 404, not_found",
    "POST, /api/v1/tickets/attachment/x, 404, not_found",
    "GET, /api/v1/tickets/attachment/, 405, method_not_allowed",
    "OPTIONS, /nowhere, 404, not_found",
    "GET, /api/v1/tickets/attachment, 405, method_not_allowed",
    "PUT, /api/v1/tickets/attachment, 405, method_not_allowed",
    "TRACE, /api/v1/tickets/attachment, 405, method_not_allowed",
    "BREW, /api/v1/tickets/attachment, 405, method_not_allowed",
  })
  void request_toNoRoute_isAJsonError(String method, String path, int status, String error)
      throws Exception {
    HttpResponse<String> response =
        edge.send(
            HttpRequest.newBuilder(edge.uri(path))
                .header("X-Request-Id", "r1")
                .method(method, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"error\":\"" + error + "\"", "\"request_id\":\"r1\"");
    assertThat(response.headers().firstValue("x-request-id")).hasValue("r1");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValueAsLong("content-length"))
        .hasValue(response.body().length());
    assertThat(response.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
    assertThat(response.headers().firstValue("server")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/nowhere, 404", "/api/v1/tickets/attachment, 405"})
  void head_isAnswered_withoutABody(String path, int status) throws Exception {
    HttpResponse<String> response =
        edge.send(HttpRequest.newBuilder(edge.uri(path)).method("HEAD", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void body_above64KiB_is413() throws Exception {
    HttpResponse<String> response = edge.post(" ".repeat(64 * 1024 + 1));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("\"error\":\"request_too_large\"");
  }

  @Test
  void body_above64KiB_withoutContentLength_is413() throws Exception {
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
    String response =
        edge.exchange(
            ("POST "
                    + EdgeFixture.PATH
                    + " HTTP/1.1\r\nHost: edge\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk
                    + chunk
                    + chunk)
                .getBytes(StandardCharsets.US_ASCII));

    assertThat(response).startsWith("HTTP/1.1 413 ").contains("\"error\":\"request_too_large\"");
  }

  @Test
  void body_of64KiB_isRead() throws Exception {
    edge.service.serves(FakeAttachmentService.header(0), java.util.List.of());

    HttpResponse<String> response =
        edge.post(EdgeFixture.BODY + " ".repeat(64 * 1024 - EdgeFixture.BODY.length()));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void body_neverComing_is408() throws Exception {
    String response =
        edge.exchange(
            ("POST "
                    + EdgeFixture.PATH
                    + " HTTP/1.1\r\nHost: edge\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 9\r\n"
                    + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));

    assertThat(response)
        .startsWith("HTTP/1.1 408 ")
        .contains("\"ok\":false", "\"error\":\"request_timeout\"");
  }

  @Test
  void garbage_is400() throws Exception {
    String response = edge.exchange("GARBAGE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(response)
        .startsWith("HTTP/1.1 400 ")
        .contains("\"error\":\"bad_request\"", "x-request-id: ");
  }

  @Test
  void header_tooLong_is431() throws Exception {
    HttpResponse<String> response =
        edge.send(edge.request().header("X-Long", "x".repeat(9_000)).GET());

    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(response.body()).contains("\"error\":\"request_too_large\"");
  }

  @Test
  void requestLine_tooLong_is414() throws Exception {
    HttpResponse<String> response =
        edge.send(HttpRequest.newBuilder(edge.uri("/" + "x".repeat(5_000))));

    assertThat(response.statusCode()).isEqualTo(414);
    assertThat(response.body()).contains("\"error\":\"request_too_large\"");
  }

  @Test
  void expectation_unknown_is417() throws Exception {
    String response =
        edge.exchange(
            "GET /livez HTTP/1.1\r\nHost: edge\r\nExpect: more\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));

    assertThat(response)
        .startsWith("HTTP/1.1 417 ")
        .contains("\"error\":\"bad_request\"")
        .doesNotContain("errors");
  }

  @Test
  void livez_isAlways200() throws Exception {
    assertThat(edge.send(HttpRequest.newBuilder(edge.uri("/livez"))).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"SERVING, 200", "NOT_SERVING, 503", "SERVICE_UNKNOWN, 503"})
  void readyz_isWhatTheServiceSays(ServingStatus serving, int status) throws Exception {
    edge.health.setStatus("", serving);

    HttpResponse<String> response = edge.send(HttpRequest.newBuilder(edge.uri("/readyz")));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
  }
}
