package com.tickiti.attachments.server.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That answers which are not as described are found. */
class ApiDescriptionTest {

  private static final String RIGHT =
      "{\"ok\":true,\"data\":{\"url\":\"http://a/b\",\"expires_at\":\"2026-05-01T09:14:02+00:00\"}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "200 | application/json | 1 | http://a/b | http://a/b | -",
        "200 | application/json | 1 | \"ok\":true | \"ok\":\"yes\" | boolean expected",
        "200 | application/json | 1 | \"url\" | \"link\" | required property 'url' not found",
        "200 | application/json | 1 | {\"url\" | {\"secret\":1,\"url\" | 'secret'",
        "200 | application/json | 1 | 2026-05-01T | yesterday | date-time",
        "200 | text/plain       | 1 | http://a/b | http://a/b | application/json",
        "200 | application/json | - | http://a/b | http://a/b | X-Request-Id",
        "204 | application/json | 1 | http://a/b | http://a/b | not described",
        "403 | application/json | 1 | http://a/b | http://a/b | required property 'error'",
      })
  void answer_thatIsNotAsDescribed_isFound(
      int status, String type, String requestId, String before, String after, String problem)
      throws Exception {
    HttpResponse<byte[]> answer = answer(status, type, requestId, RIGHT.replace(before, after));

    if (problem == null) {
      assertThatCode(() -> ApiDescription.check(answer)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> ApiDescription.check(answer)).hasMessageContaining(problem);
    }
  }

  private static HttpResponse<byte[]> answer(int status, String type, String requestId, String text)
      throws Exception {
    byte[] body = status == 204 ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", type);
          if (requestId != null) {
            exchange.getResponseHeaders().set("X-Request-Id", requestId);
          }
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      URI uri =
          URI.create(
              "http://127.0.0.1:"
                  + server.getAddress().getPort()
                  + "/api/v1/tickets/attachment/link");
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{}")).build(),
              BodyHandlers.ofByteArray());
    } finally {
      server.stop(0);
    }
  }
}
