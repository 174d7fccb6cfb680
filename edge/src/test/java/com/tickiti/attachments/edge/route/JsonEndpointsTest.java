package com.tickiti.attachments.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.http.EdgeFixture;
import com.tickiti.attachments.edge.http.FakeAttachmentService;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ResponseField;
import com.tickiti.attachments.v1.TicketResponse;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEndpointsTest {

  private static final String TICKET = "{\"ticket_number\":\"220009\"}";
  private static final String SHOW = "/api/v1/tickets/show";
  private static final String RESPONSES = "/api/v1/tickets/responses";

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
    edge.tickets.requests.clear();
    edge.tickets.serves(List.of(response()), false);
    edge.service.serves(FakeAttachmentService.header(0), List.of());
  }

  @Test
  void show_isTheTicketAndItsResponses() throws Exception {
    HttpResponse<String> answer = edge.post(SHOW, TICKET);

    assertThat(answer.body())
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"ticket\":{\"id\":\"1\",\"number\":220009,"
                + "\"subject\":\"Printer \\\"on\\\" fire\",\"status\":\"open\",\"priority\":\"20\","
                + "\"queue_id\":\"4\",\"originator_email\":\"a@example.test\","
                + "\"assigned_to_email\":null,\"resolved\":false,\"on_hold_until\":null,"
                + "\"created_at\":\"2026-05-01T09:14:02+00:00\","
                + "\"updated_at\":\"2026-05-01T09:14:03+00:00\"},\"responses\":["
                + "{\"id\":\"42\",\"is_internal\":false,\"is_pinned\":true,"
                + "\"staff_response\":false,\"created_by_email\":\"\","
                + "\"created_at\":\"2026-05-01T09:14:02+00:00\","
                + "\"updated_at\":\"1970-01-01T00:00:00+00:00\",\"is_email_sourced\":false,"
                + "\"html\":\"<p>\",\"plain_text\":\"\",\"html_truncated\":true,"
                + "\"attachments\":[{\"id\":\"14494\",\"name\":\"\",\"mime_type\":\"\","
                + "\"sha256\":\"\",\"file_size\":0,\"is_inline\":false}]}]}}");
    assertThat(answer.headers().firstValueAsLong("content-length"))
        .hasValue(answer.body().getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void responses_haveTheTicketsNumber() throws Exception {
    edge.tickets.serves(List.of(), false);

    assertThat(edge.post(RESPONSES, TICKET).body())
        .isEqualTo("{\"ok\":true,\"data\":{\"ticket_number\":220009,\"responses\":[]}}");
  }

  @Test
  void responses_fields_areAllThatIsAskedForAndTold() throws Exception {
    HttpResponse<String> answer =
        edge.post(
            RESPONSES,
            "{\"ticket_number\":220009,\"fields\":[\"plain_text\"],\"max_body_chars\":5000000000}");

    assertThat(answer.body()).contains("\"plain_text\"").doesNotContain("html\"", "attachments");
    assertThat(edge.tickets.requests)
        .containsExactly(
            ListResponsesRequest.newBuilder()
                .setTicketNumber("220009")
                .addFields(ResponseField.RESPONSE_FIELD_PLAIN_TEXT)
                .setMaxBodyChars(Integer.MAX_VALUE)
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"html\"", "[\"body\"]", "[1]", "[[\"html\"]]", "{}", "true"})
  void responses_fieldsOfAnotherKind_areInvalid(String fields) throws Exception {
    HttpResponse<String> answer =
        edge.post(RESPONSES, "{\"ticket_number\":220009,\"fields\":" + fields + "}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("\"fields\":[\"must be an array of html, plain_text, attachments\"]");
  }

  @Test
  void responses_aboveTheBuffer_areSentAsTheyCome() throws Exception {
    edge.tickets.serves(Collections.nCopies(5_000, response()), false);

    HttpResponse<String> answer = edge.post(RESPONSES, TICKET);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-length")).isEmpty();
    assertThat(answer.body()).endsWith("]}}");
    assertThat(answer.body().split("\"is_pinned\"", -1)).hasSize(5_001);
  }

  @Test
  void responses_faultBeforeTheBufferIsFull_isAProperError() throws Exception {
    edge.tickets.serves(List.of(response()), true);

    assertThat(edge.post(RESPONSES, TICKET).statusCode()).isEqualTo(500);
  }

  @Test
  void responses_faultMidway_cutsTheConnection() throws Exception {
    edge.tickets.serves(Collections.nCopies(5_000, response()), true);

    String all =
        edge.exchange(
            ("POST "
                    + RESPONSES
                    + " HTTP/1.1\r\nHost: edge\r\nContent-Type: application/json\r\n"
                    + "Content-Length: "
                    + TICKET.length()
                    + "\r\n\r\n"
                    + TICKET)
                .getBytes(StandardCharsets.US_ASCII));

    assertThat(all).startsWith("HTTP/1.1 200 OK").doesNotEndWith("\r\n0\r\n\r\n");
  }

  @Test
  void token_isWhatItMay() throws Exception {
    assertThat(edge.post("/api/v1/token", "{}").body())
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"id\":\"14\",\"description\":\"CRM\","
                + "\"abilities\":[\"tickets:read\"],\"owner\":{\"id\":\"7\","
                + "\"email\":\"p@example.test\",\"is_staff\":false},\"expires_at\":null}}");
  }

  @Test
  void token_invalidBody_isInvalidThoughTheServiceTakesAnEmptyRequest() throws Exception {
    assertThat(edge.post("/api/v1/token", "[]").statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({"1, '\"next\"'", "2, null"})
  void attachments_pages(int pageSize, String next) throws Exception {
    assertThat(
            edge.post(
                    "/api/v1/tickets/attachments",
                    "{\"ticket_id\":1,\"page_size\":" + pageSize + "}")
                .body())
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"attachments\":[{\"id\":\"14494\",\"response_id\":\"42\","
                + "\"name\":\"UPDD Diag.zip\",\"mime_type\":\"application/zip\",\"sha256\":\""
                + "cc".repeat(32)
                + "\",\"file_size\":7,\"is_inline\":false,\"decision\":\"too_large\"}],"
                + "\"next_page_token\":"
                + next
                + "}}");
  }

  @Test
  void link_isOnTheHostThatTheRequestCameBy() throws Exception {
    String body = edge.post("/api/v1/tickets/attachment/link", EdgeFixture.BODY).body();

    assertThat(body)
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"url\":\""
                + edge.uri("/tickets/220009/attachments/14494?signature=a.b-c_d")
                + "\",\"expires_at\":\"2026-05-01T09:14:02+00:00\"}}");
  }

  @Test
  void link_confirmedReview_isCarriedAndForwardedHostIgnored() throws Exception {
    HttpRequest.Builder request =
        edge.request()
            .uri(edge.uri("/api/v1/tickets/attachment/link"))
            .header("X-Forwarded-Host", "evil.example")
            .POST(
                BodyPublishers.ofString(
                    EdgeFixture.BODY.replace("}", ",\"intent\":\"review_ok\"}")));

    assertThat(edge.send(request).body())
        .contains("signature=a.b-c_d&intent=review_ok\"")
        .doesNotContain("evil");
  }

  static Stream<Endpoint<?, ?>> endpoints() {
    return Endpoints.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void everyEndpoint_answersOptionsAndRefusesOtherMethods(Endpoint<?, ?> endpoint)
      throws Exception {
    String path = endpoint.path().replaceAll("\\{[a-z]+}", "1");
    for (String spelling : new String[] {path, path + "/"}) {
      HttpResponse<String> options =
          edge.send(
              HttpRequest.newBuilder(edge.uri(spelling))
                  .method("OPTIONS", BodyPublishers.noBody()));
      HttpResponse<String> delete = edge.send(HttpRequest.newBuilder(edge.uri(spelling)).DELETE());

      assertThat(options.statusCode()).isEqualTo(200);
      assertThat(delete.statusCode()).isEqualTo(405);
      assertThat(delete.headers().firstValue("allow"))
          .isEqualTo(options.headers().firstValue("allow"))
          .hasValueSatisfying(
              allow -> assertThat(allow).contains(endpoint.methods().get(0).name(), "OPTIONS"));
    }
  }

  @Test
  void path_unknown_isToldOfThePath() throws Exception {
    assertThat(edge.post("/api/v1/tickets/attachmentz", "{}").body())
        .contains("\"error\":\"not_found\"", "path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "deflate, gzip"})
  void body_compressed_is415(String coding) throws Exception {
    HttpRequest.Builder request =
        edge.request()
            .header("Content-Encoding", coding)
            .POST(BodyPublishers.ofString(EdgeFixture.BODY));
    HttpResponse<String> answer = edge.send(request);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("accept-encoding")).hasValue("identity");
  }

  private static TicketResponse response() {
    return TicketResponse.newBuilder()
        .setId("42")
        .setIsPinned(true)
        .setCreatedAt(Timestamp.newBuilder().setSeconds(1_777_626_842))
        .setHtml("<p>")
        .setHtmlTruncated(true)
        .addAttachments(Attachment.newBuilder().setId("14494").build())
        .build();
  }
}
