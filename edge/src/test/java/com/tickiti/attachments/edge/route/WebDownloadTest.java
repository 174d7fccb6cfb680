package com.tickiti.attachments.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.tickiti.attachments.edge.http.EdgeFixture;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.Intent;
import io.grpc.Metadata;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebDownloadTest {

  private static final String PATH = "/tickets/220009/attachments/14494";
  private static final byte[] FILE = new byte[100_000];
  private static final String SHA256;

  static {
    new Random(1).nextBytes(FILE);
    SHA256 = Hashing.sha256().hashBytes(FILE).toString();
  }

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
  void serveTheFile() {
    edge.service.requests.clear();
    edge.service.metadata.clear();
    edge.service.servesFile(attachment("R\u00e9sum\u00e9 \"1\".html", FILE), FILE);
  }

  @Test
  void get_isTheBytesWithTheirHeaders() throws Exception {
    HttpResponse<byte[]> answer = edge.bytes(get(PATH));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(FILE);
    assertThat(header(answer, "content-length")).isEqualTo("100000");
    assertThat(header(answer, "content-type")).isEqualTo("text/html");
    assertThat(header(answer, "etag")).isEqualTo("\"" + SHA256 + "\"");
    assertThat(header(answer, "accept-ranges")).isEqualTo("bytes");
    assertThat(header(answer, "repr-digest"))
        .isEqualTo(
            "sha-256=:"
                + Base64.getEncoder().encodeToString(Hashing.sha256().hashBytes(FILE).asBytes())
                + ":");
    assertThat(header(answer, "content-disposition"))
        .isEqualTo(
            "attachment; filename=\"R_sum_ _1_.html\";"
                + " filename*=UTF-8''R%C3%A9sum%C3%A9%20%221%22.html");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "content-security-policy")).contains("sandbox", "default-src 'none'");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    assertThat(header(answer, "x-request-id")).isNotBlank();
    assertThat(edge.service.requests)
        .containsExactly(
            DownloadAttachmentRequest.newBuilder()
                .setTicketNumber("220009")
                .setResponseAttachmentId("14494")
                .setAnySize(true)
                .build());
  }

  @Test
  void get_emptyFile_isEmpty() throws Exception {
    edge.service.servesFile(attachment("empty", new byte[0]), new byte[0]);

    HttpResponse<byte[]> answer = edge.bytes(get(PATH));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("0");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void head_hasTheLengthAndReadsNothing() throws Exception {
    HttpResponse<byte[]> answer = edge.bytes(get(PATH).method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("100000");
    assertThat(header(answer, "etag")).isEqualTo("\"" + SHA256 + "\"");
    assertThat(edge.service.requests).allMatch(DownloadAttachmentRequest::getHeaderOnly);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-, 0, 100000",
    "bytes=99999-, 99999, 1",
    "bytes=500-999999, 500, 99500",
    "bytes=-1, 99999, 1",
    "bytes=-200000, 0, 100000",
    "BYTES = 10-19, 10, 10",
    "'bytes=10-19,', 10, 10",
    "'bytes=10-19,15-29', 10, 20",
    "'bytes=20-29,10-19', 10, 20",
    "'bytes=10-19,100000-', 10, 10",
  })
  void range_single_isPartialContent(String range, int offset, int length) throws Exception {
    HttpResponse<byte[]> answer = edge.bytes(get(PATH).header("Range", range));

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(header(answer, "content-range"))
        .isEqualTo("bytes " + offset + "-" + (offset + length - 1) + "/100000");
    assertThat(header(answer, "content-length")).isEqualTo("" + length);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(FILE, offset, offset + length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100000-", "bytes=-0", "bytes=100000-100001,200000-"})
  void range_beyondTheEnd_is416(String range) throws Exception {
    HttpResponse<String> answer = edge.send(get(PATH).header("Range", range));

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("content-range")).hasValue("bytes */100000");
    assertThat(answer.body()).contains("\"error\":\"range_not_satisfiable\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=a-b",
        "bytes=9-1",
        "bytes=1-2x",
        "bytes=0x1-2",
        "bytes=9999999999999999999-",
        "lines=1-2",
        "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20,22-22,24-24,26-26,28-28,"
            + "30-30,32-32",
      })
  void range_malformedOrTooMany_isIgnored(String range) throws Exception {
    assertThat(edge.bytes(get(PATH).header("Range", range)).body()).isEqualTo(FILE);
  }

  @Test
  void range_several_areParts() throws Exception {
    HttpResponse<byte[]> answer = edge.bytes(get(PATH).header("Range", "bytes=0-9,50000-59999,-5"));

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(header(answer, "content-length")).isEqualTo("" + answer.body().length);
    String boundary = header(answer, "content-type").replace("multipart/byteranges; boundary=", "");
    String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
    String[] parts = body.split("\r\n--" + boundary, -1);
    assertThat(parts).hasSize(5);
    assertThat(parts[0]).isEmpty();
    assertThat(parts[4]).isEqualTo("--\r\n");
    assertPart(parts[1], 0, 10);
    assertPart(parts[2], 50_000, 60_000);
    assertPart(parts[3], 99_995, 100_000);
  }

  private static void assertPart(String part, int from, int to) {
    assertThat(part)
        .isEqualTo(
            "\r\nContent-Type: text/html\r\nContent-Range: bytes "
                + from
                + "-"
                + (to - 1)
                + "/100000\r\n\r\n"
                + new String(Arrays.copyOfRange(FILE, from, to), StandardCharsets.ISO_8859_1));
  }

  @Test
  void ifRange_otherBytes_isTheWhole() throws Exception {
    for (String condition :
        new String[] {"\"other\"", "W/\"" + SHA256 + "\"", "Fri, 01 May 2026 09:14:02 GMT"}) {
      assertThat(
              edge.bytes(get(PATH).header("Range", "bytes=0-0").header("If-Range", condition))
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(
            edge.bytes(
                    get(PATH).header("Range", "bytes=0-0").header("If-Range", "\"" + SHA256 + "\""))
                .statusCode())
        .isEqualTo(206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"%s\"", "W/\"%s\"", "\"a\", \"%s\"", "*"})
  void ifNoneMatch_sameBytes_is304WithoutReadingThem(String condition) throws Exception {
    HttpResponse<byte[]> answer =
        edge.bytes(get(PATH).header("If-None-Match", condition.formatted(SHA256)));

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(header(answer, "etag")).isEqualTo("\"" + SHA256 + "\"");
    assertThat(edge.service.requests).hasSize(1).allMatch(DownloadAttachmentRequest::getHeaderOnly);
  }

  @Test
  void ifNoneMatch_otherBytes_isTheWhole() throws Exception {
    assertThat(edge.bytes(get(PATH).header("If-None-Match", "\"other\"")).body()).isEqualTo(FILE);
  }

  @Test
  void intentAndSignature_arePassedOn() throws Exception {
    edge.bytes(HttpRequest.newBuilder(edge.uri(PATH + "?signature=a.b-c_d&intent=review_ok")));

    assertThat(edge.service.requests.take().getIntent()).isEqualTo(Intent.INTENT_REVIEW_OK);
    assertThat(authorization()).isEqualTo("Link a.b-c_d");
  }

  @Test
  void token_goesBeforeASignature() throws Exception {
    edge.bytes(get(PATH + "?signature=a.b-c_d"));

    assertThat(authorization()).isEqualTo("Bearer 14|secret");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED, 401",
    "ATTACHMENT_BLOCKED, 403",
    "ATTACHMENT_REVIEW_REQUIRED, 403",
    "NOT_FOUND, 404",
    "UNAVAILABLE, 503",
  })
  void refusal_isJsonAsOfTheDownload(String reason, int status) throws Exception {
    edge.service.refuses(ErrorReason.valueOf("ERROR_REASON_" + reason));

    for (HttpRequest.Builder request :
        new HttpRequest.Builder[] {get(PATH), get(PATH).header("Range", "bytes=0-0")}) {
      HttpResponse<String> answer = edge.send(request);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(answer.body()).contains("\"ok\":false");
    }
  }

  private static HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(edge.uri(path)).header("Authorization", "Bearer 14|secret");
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String authorization() throws InterruptedException {
    return edge.service
        .metadata
        .take()
        .get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
  }

  private static Attachment attachment(String name, byte[] content) {
    return Attachment.newBuilder()
        .setId("14494")
        .setName(name)
        .setMimeType("text/html")
        .setSha256(Hashing.sha256().hashBytes(content).toString())
        .setFileSize(content.length)
        .build();
  }
}
