package com.tickiti.attachments.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.edge.http.EdgeFixture;
import com.tickiti.attachments.v1.UploadHeader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadRouteTest {

  private static final String PATH = "/api/v1/tickets/attachment-upload";
  private static final String FIELDS =
      field("ticket_number", "220009") + field("response_id", "42");

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
    edge.service.uploads.clear();
    edge.service.uploadHeaders.clear();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 49_152, 5_000_000})
  void upload_anySize_isPassedOn(int size) throws Exception {
    byte[] file = new byte[size];
    new Random(size).nextBytes(file);

    HttpResponse<String> answer =
        send(upload("k-1", FIELDS, ByteString.copyFrom(file), "r\u00e9sum\u00e9.txt"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"id\":\"14494\",\"response_id\":\"42\","
                + "\"name\":\"r\u00e9sum\u00e9.txt\",\"mime_type\":\"application/zip\",\"sha256\":\""
                + "cc".repeat(32)
                + "\",\"file_size\":"
                + size
                + ",\"is_inline\":false}}");
    assertThat(edge.service.uploads.take().toByteArray()).isEqualTo(file);
    assertThat(edge.service.uploadHeaders.take())
        .isEqualTo(
            UploadHeader.newBuilder()
                .setTicketNumber("220009")
                .setResponseId("42")
                .setName("r\u00e9sum\u00e9.txt")
                .setRequestId("k-1")
                .build());
  }

  @Test
  void upload_fieldsAfterTheFile_areInvalidAndNothingIsAsked() throws Exception {
    ByteString body = ByteString.copyFromUtf8(file("a.txt") + "x\r\n" + FIELDS + "--b--\r\n");

    HttpResponse<String> answer = send(request("", "multipart/form-data; boundary=b", body));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains(
            "\"ticket_number\":[\"is required, before file\"]",
            "\"response_id\":[\"is required, before file\"]");
    assertThat(edge.service.uploads).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ticket_number=1&ticket_id=1&response_id=1 | ticket_id",
        "ticket_number= &response_id=1 | ticket_number",
        "ticket_id=1 | response_id",
        "ticket_id=1&response_id=1&response_id=1 | response_id",
      })
  void upload_fieldsInvalid_areNamed(String fields, String named) throws Exception {
    StringBuilder parts = new StringBuilder();
    for (String field : fields.split("&", -1)) {
      int equals = field.indexOf('=');
      parts.append(field(field.substring(0, equals), field.substring(equals + 1)));
    }

    HttpResponse<String> answer =
        send(upload("", parts.toString(), ByteString.copyFromUtf8("x"), "a.txt"));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"" + named + "\":[");
  }

  @Test
  void upload_withoutAFile_isInvalid() throws Exception {
    HttpResponse<String> answer =
        send(
            request(
                "",
                "multipart/form-data; boundary=b",
                ByteString.copyFromUtf8(FIELDS + "--b--\r\n")));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"file\":[\"is required\"]");
  }

  @Test
  void upload_bodyCut_isInvalidAndNothingIsUploaded() throws Exception {
    ByteString body = ByteString.copyFromUtf8(FIELDS + file("a.txt") + "half of the fi");

    HttpResponse<String> answer = send(request("", "multipart/form-data; boundary=b", body));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"body\":[");
    assertThat(edge.service.uploads.poll(10, TimeUnit.SECONDS))
        .isEqualTo(ByteString.copyFromUtf8("cancelled"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "multipart/form-data", "multipart/mixed; boundary=b", "x"})
  void upload_notMultipart_is415(String contentType) throws Exception {
    assertThat(send(request("", contentType, ByteString.copyFromUtf8("{}"))).statusCode())
        .isEqualTo(415);
  }

  private static HttpRequest.Builder upload(
      String key, String fields, ByteString content, String name) {
    ByteString body =
        ByteString.copyFromUtf8(fields + file(name))
            .concat(content)
            .concat(ByteString.copyFromUtf8("\r\n--b--\r\n"));
    return request(key, "multipart/form-data; boundary=b", body);
  }

  private static HttpRequest.Builder request(String key, String contentType, ByteString body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(edge.uri(PATH))
            .header("Authorization", "Bearer 15|secret")
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    return key.isEmpty() ? request : request.header("Idempotency-Key", key);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return edge.send(request);
  }

  private static String field(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  private static String file(String name) {
    return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + name
        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
  }
}
