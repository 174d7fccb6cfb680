package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.EXPIRED;
import static com.tickiti.attachments.server.TestHelpdesk.NOT_STAFF;
import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static com.tickiti.attachments.server.TestHelpdesk.SECRET;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON contract, over real HTTP, against the whole system. */
class ContractIT {

  private static final int LIMIT = 26_214_400;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static JsonCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new JsonCaller(helpdesk.server().httpUri());
    helpdesk.attach(14494, "UPDD Diag.zip", zipLike(1_196_962));
    helpdesk.attach(1, "setup.exe", "not really".getBytes(UTF_8));
    helpdesk.attach(2, "invoice.pdf", pe());
    helpdesk.attach(3, "drawing.dwg", "AC1032".getBytes(UTF_8));
    helpdesk.attach(4, 42, "pasted.dwg", true, "AC1032 inline".getBytes(UTF_8));
    helpdesk.attach(5, "exactly.zip", zipLike(LIMIT));
    helpdesk.attach(6, "above.zip", zipLike(LIMIT + 1));
    helpdesk.attach(7, 44, "other.txt", false, "another ticket's".getBytes(UTF_8));
    helpdesk.attach(8, 43, "hidden.txt", false, "hidden queue's".getBytes(UTF_8));
    Files.delete(helpdesk.blobFile(helpdesk.attach(9, "gone.txt", "gone".getBytes(UTF_8))));
    Files.delete(helpdesk.blobFile(helpdesk.attach(10, "gone.exe", "gone too".getBytes(UTF_8))));
    helpdesk.attach(11, "above.exe", pe(LIMIT + 1));
    helpdesk.attach(12, "above.dwg", "AC1032".repeat(4_400_000).getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @Test
  void download_theDocumentsOwn_isTheDocumentsAnswer() throws Exception {
    Answer answer = caller.post(READER, body("220009", "14494"));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode data = answer.json().get("data");
    assertThat(answer.fieldNames()).containsExactly("ok", "data");
    assertThat(data.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "response_id",
            "name",
            "mime_type",
            "sha256",
            "file_size",
            "is_inline",
            "content_base64");
    assertThat(data.get("id").textValue()).isEqualTo("14494");
    assertThat(data.get("response_id").textValue()).isEqualTo("42");
    assertThat(data.get("name").textValue()).isEqualTo("UPDD Diag.zip");
    assertThat(data.get("mime_type").textValue()).isEqualTo("application/zip");
    assertThat(data.get("file_size").isIntegralNumber()).isTrue();
    assertThat(data.get("file_size").intValue()).isEqualTo(1_196_962);
    assertThat(data.get("is_inline").booleanValue()).isFalse();
    byte[] bytes = Base64.getDecoder().decode(data.get("content_base64").textValue());
    assertThat(bytes).isEqualTo(zipLike(1_196_962));
    assertThat(Digest.of(Digest.sha256().digest(bytes)).hex())
        .isEqualTo(data.get("sha256").textValue());
  }

  static Stream<Arguments> refusals() {
    String whole = body("220009", "14494");
    return Stream.of(
        // 401, whatever else is wrong
        Arguments.of(null, whole, 401, "unauthenticated"),
        Arguments.of("99|" + SECRET, whole, 401, "unauthenticated"),
        Arguments.of("14|wrong", whole, 401, "unauthenticated"),
        Arguments.of("14|", whole, 401, "unauthenticated"),
        Arguments.of("nonsense", whole, 401, "unauthenticated"),
        Arguments.of(EXPIRED, whole, 401, "unauthenticated"),
        Arguments.of(REVOKED, whole, 401, "unauthenticated"),
        Arguments.of(REVOKED, "{", 401, "unauthenticated"),
        // 403 ability, 403 staff, before 422
        Arguments.of(NO_ABILITY, whole, 403, "forbidden"),
        Arguments.of(NO_ABILITY, "{", 403, "forbidden"),
        Arguments.of(NOT_STAFF, whole, 403, "forbidden"),
        Arguments.of(NOT_STAFF, "{}", 403, "forbidden"),
        // 422 before 404
        Arguments.of(READER, "{}", 422, "validation_failed"),
        Arguments.of(READER, "{\"ticket_number\":\"99\"}", 422, "validation_failed"),
        // 404 ticket before 403 queue before 404 attachment
        Arguments.of(READER, body("99", "14494"), 404, "not_found"),
        Arguments.of(READER, body("abc", "14494"), 404, "not_found"),
        Arguments.of(READER, body("220010", "8"), 403, "forbidden"),
        Arguments.of(READER, body("220010", "99"), 403, "forbidden"),
        Arguments.of(READER, body("220009", "99"), 404, "not_found"),
        Arguments.of(READER, body("220009", "abc"), 404, "not_found"),
        Arguments.of(READER, body("220009", "7"), 404, "not_found"),
        Arguments.of(READER, body("220009", "8"), 404, "not_found"),
        // 403 blocked before 403 review before 413 before 404 file
        Arguments.of(READER, body("220009", "1"), 403, "attachment_blocked"),
        Arguments.of(WRITER, reviewed("220009", "1"), 403, "attachment_blocked"),
        Arguments.of(READER, body("220009", "2"), 403, "attachment_blocked"),
        Arguments.of(READER, body("220009", "10"), 403, "attachment_blocked"),
        Arguments.of(READER, body("220009", "11"), 403, "attachment_blocked"),
        Arguments.of(READER, body("220009", "3"), 403, "attachment_review_required"),
        Arguments.of(READER, body("220009", "12"), 403, "attachment_review_required"),
        Arguments.of(READER, reviewed("220009", "12"), 413, "attachment_too_large"),
        Arguments.of(READER, body("220009", "6"), 413, "attachment_too_large"),
        Arguments.of(READER, body("220009", "9"), 404, "not_found"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void download_refused_answersTheFirstFailingCheck(
      @Nullable String token, String body, int status, String error) throws Exception {
    Answer answer = caller.post(token, body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().get("ok").booleanValue()).isFalse();
    assertThat(answer.json().get("error").textValue()).isEqualTo(error);
    assertThat(answer.json().get("message").textValue()).isNotBlank();
    assertThat(answer.json().get("request_id").textValue())
        .isEqualTo(answer.header("x-request-id"));
    assertThat(answer.json().has("errors")).isEqualTo(status == 422);
    assertThat(answer.header("www-authenticate")).isEqualTo(status == 401 ? "Bearer" : null);
  }

  @Test
  void download_notFound_isOneAndTheSameBody() throws Exception {
    String absentTicket = caller.post(READER, body("99", "14494")).withoutRequestId();

    for (String attachment : new String[] {"99", "abc", "7", "8", "9"}) {
      assertThat(caller.post(READER, body("220009", attachment)).withoutRequestId())
          .isEqualTo(absentTicket);
    }
  }

  @Test
  void download_reviewConfirmed_isServed() throws Exception {
    assertThat(caller.post(READER, reviewed("220009", "3")).content())
        .isEqualTo("AC1032".getBytes(UTF_8));
    assertThat(caller.post(READER, reviewed("220009", "14494")).status()).isEqualTo(200);
  }

  @Test
  void download_reviewRequired_saysHowToConfirm() throws Exception {
    assertThat(caller.post(READER, body("220009", "3")).json().get("message").textValue())
        .contains("review_ok");
    assertThat(
            caller
                .post(
                    READER,
                    "{\"ticket_number\":220009,\"response_attachment_id\":3,\"intent\":\"yes\"}")
                .error())
        .isEqualTo("attachment_review_required");
  }

  @Test
  void download_inline_skipsTheRules() throws Exception {
    Answer answer = caller.post(READER, body("220009", "4"));

    assertThat(answer.json().at("/data/is_inline").booleanValue()).isTrue();
    assertThat(answer.content()).isEqualTo("AC1032 inline".getBytes(UTF_8));
  }

  @Test
  void download_exactlyTheLimit_isServed() throws Exception {
    assertThat(caller.post(READER, body("220009", "5")).content()).isEqualTo(zipLike(LIMIT));
  }

  @Test
  void download_oneAboveTheLimit_tellsTheWayOut() throws Exception {
    JsonNode json = caller.post(READER, body("220009", "6")).json();

    assertThat(json.at("/data").toString())
        .isEqualTo("{\"file_size\":26214401,\"mime_type\":\"application/zip\",\"ranged\":true}");
    assertThat(json.get("message").textValue()).contains("range").contains("web download");
  }

  @Test
  void download_rangesOfAFileAboveTheLimit_giveItWhole() throws Exception {
    byte[] whole = zipLike(LIMIT + 1);

    Answer first = caller.post(READER, range("6", 0, LIMIT));
    Answer second = caller.post(READER, range("6", LIMIT, LIMIT));

    assertThat(first.content()).isEqualTo(Arrays.copyOf(whole, LIMIT));
    assertThat(first.json().at("/data/eof").booleanValue()).isFalse();
    assertThat(first.json().at("/data/file_size").intValue()).isEqualTo(LIMIT + 1);
    assertThat(second.content()).isEqualTo(new byte[] {whole[LIMIT]});
    assertThat(second.json().at("/data/offset").intValue()).isEqualTo(LIMIT);
    assertThat(second.json().at("/data/length").intValue()).isEqualTo(1);
    assertThat(second.json().at("/data/eof").booleanValue()).isTrue();
  }

  @Test
  void download_rangeAtTheEnd_isEmpty() throws Exception {
    Answer answer = caller.post(READER, range("14494", 1_196_962, 10));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.content()).isEmpty();
    assertThat(answer.json().at("/data/eof").booleanValue()).isTrue();
  }

  @Test
  void download_rangeBeyondTheEnd_isInvalid() throws Exception {
    Answer answer = caller.post(READER, range("14494", 1_196_963, 10));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/offset")).hasSize(1);
  }

  @Test
  void download_byTicketId_isServed() throws Exception {
    Answer answer =
        caller.post(READER, "{\"ticket_id\":1,\"response_attachment_id\":14494,\"intent\":null}");

    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 191, 192, 193, 49_151, 49_152, 49_153, 98_304, 589_825})
  void download_anySize_isWholeAndExact(int size) throws Exception {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    helpdesk.attach(1_000_000L + size, size + ".txt", content);

    Answer answer = caller.post(READER, body("220009", "" + (1_000_000 + size)));

    assertThat(answer.content()).isEqualTo(content);
    assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quote\"s and \\backslashes\\.txt",
        "line\nbreak\ttab\r.txt",
        "emoji \ud83d\ude00 and \u00e9.txt",
        "right\u202eto\u200fleft.txt",
        "sep\u2028ara\u2029tor.txt",
        "</script><!--.txt",
        "\u0001\u001f\u007f.txt",
      })
  void download_anyName_comesBackAsItIs(String name) throws Exception {
    long id = 2_000_000L + Math.floorMod(name.hashCode(), 1_000_000);
    helpdesk.attach(id, name, name.getBytes(UTF_8));

    assertThat(caller.post(READER, body("220009", "" + id)).json().at("/data/name").textValue())
        .isEqualTo(name);
  }

  @Test
  void download_permissionWithdrawn_isRefusedAtOnce() throws Exception {
    assertThat(caller.post(READER, body("220009", "14494")).status()).isEqualTo(200);
    helpdesk.database().sql().execute("UPDATE queue_permissions SET can_view = false");
    try {
      assertThat(caller.post(READER, body("220009", "14494")).status()).isEqualTo(403);
    } finally {
      helpdesk.database().sql().execute("UPDATE queue_permissions SET can_view = true");
    }
  }

  @Test
  void download_damagedFile_isInternalWithNoByteOfIt() throws Exception {
    byte[] content = "precious".repeat(1000).getBytes(UTF_8);
    Digest digest = helpdesk.attach(3_000_000, "damaged.txt", content);
    content[4000] ^= 1;
    Files.write(helpdesk.blobFile(digest), content);

    Answer answer = caller.post(READER, body("220009", "3000000"));

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.error()).isEqualTo("internal");
  }

  @Test
  void download_everyAnswer_carriesTheSameHeaders() throws Exception {
    for (Answer answer :
        new Answer[] {
          caller.post(READER, body("220009", "14494")),
          caller.post(null, "{}"),
          caller.post(READER, "{}"),
          caller.send("GET", "/api/v1/tickets/attachment"),
          caller.send("POST", "/nowhere"),
        }) {
      assertThat(answer.header("content-type")).startsWith("application/json");
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
      assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.header("x-request-id")).isNotBlank();
      assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
      assertThat(answer.header("server")).isNull();
    }
  }

  private static String body(String ticket, String attachment) {
    return "{\"ticket_number\":\"%s\",\"response_attachment_id\":\"%s\"}"
        .formatted(ticket, attachment);
  }

  private static String reviewed(String ticket, String attachment) {
    return "{\"ticket_number\":\"%s\",\"response_attachment_id\":\"%s\",\"intent\":\"review_ok\"}"
        .formatted(ticket, attachment);
  }

  private static String range(String attachment, int offset, int length) {
    return "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"%s\",\"offset\":%d,\"length\":%d}"
        .formatted(attachment, offset, length);
  }

  /** Bytes that begin as a zip does. */
  private static byte[] zipLike(int size) {
    byte[] bytes = new byte[size];
    new Random(220009).nextBytes(bytes);
    byte[] magic = {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0};
    System.arraycopy(magic, 0, bytes, 0, magic.length);
    return bytes;
  }

  /** The beginning of a Windows program. */
  private static byte[] pe() {
    return pe(1024);
  }

  private static byte[] pe(int size) {
    byte[] bytes = new byte[size];
    bytes[0] = 'M';
    bytes[1] = 'Z';
    bytes[0x3c] = (byte) 0x80;
    bytes[0x80] = 'P';
    bytes[0x81] = 'E';
    bytes[0x84] = 0x64;
    bytes[0x85] = (byte) 0x86;
    return bytes;
  }
}
