package com.tickiti.attachments.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.tickiti.attachments.edge.http.EdgeFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CrossOriginTest {

  private static final String APP = "https://app.example";

  private static EdgeFixture edge;
  private static BlockingWebClient client;

  @BeforeAll
  static void start() throws Exception {
    edge = new EdgeFixture("--cors-origins=" + APP);
    client = WebClient.of(edge.uri("/")).blocking();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void preflight_ofAnAllowedOrigin_isAllowed() {
    AggregatedHttpResponse answer = preflight(APP);

    assertThat(answer.status().isSuccess()).isTrue();
    assertThat(answer.headers().get("access-control-allow-origin")).isEqualTo(APP);
    assertThat(answer.headers().get("access-control-allow-methods")).contains("POST");
    assertThat(answer.headers().get("access-control-allow-headers")).contains("authorization");
    assertThat(answer.headers().contains("access-control-allow-credentials")).isFalse();
  }

  @Test
  void preflight_ofAnotherOrigin_isNotAllowed() {
    assertThat(preflight("https://evil.example").headers().contains("access-control-allow-origin"))
        .isFalse();
  }

  @Test
  void errors_canBeReadByAnAllowedOrigin() {
    AggregatedHttpResponse answer =
        client.execute(RequestHeaders.of(HttpMethod.GET, EdgeFixture.PATH, "origin", APP));

    assertThat(answer.status().code()).isEqualTo(405);
    assertThat(answer.headers().get("access-control-allow-origin")).isEqualTo(APP);
    assertThat(answer.headers().get("access-control-expose-headers")).contains("x-request-id");
  }

  @Test
  void options_withoutAnOrigin_isAnswered() {
    assertThat(
            client
                .execute(RequestHeaders.of(HttpMethod.OPTIONS, EdgeFixture.PATH))
                .headers()
                .get("allow"))
        .isEqualTo("POST, OPTIONS");
  }

  private static AggregatedHttpResponse preflight(String origin) {
    return client.execute(
        RequestHeaders.of(
            HttpMethod.OPTIONS,
            EdgeFixture.PATH,
            "origin",
            origin,
            "access-control-request-method",
            "POST",
            "access-control-request-headers",
            "authorization"));
  }
}
