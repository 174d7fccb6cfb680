package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a request body may be, over real HTTP, against the whole system. */
class RequestBodyIT {

  private static final String JSON = "application/json";

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static JsonCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new JsonCaller(helpdesk.server().httpUri());
    helpdesk.attach(14494, "a.txt", "hello".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  /** The values of ticket_number and response_attachment_id, and what they come to. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"220009\"', '\"14494\"', 200",
        "220009, 14494, 200",
        "'\"220009\"', 14494, 200",
        "-220009, 14494, 404",
        "99999999999999999999, 14494, 404",
        "220009, '\"abc\"', 404",
        "220009, '\" 14494\"', 200",
        "null, 14494, 422",
        "'\"\"', 14494, 422",
        "'\" \"', 14494, 422",
        "true, 14494, 422",
        "220009.5, 14494, 422",
        "1e999999999, 14494, 422",
        "'[220009]', 14494, 422",
        "'{}', 14494, 422",
        "220009, null, 422",
        "220009, false, 422",
        "220009, 14494.0, 422",
      })
  void post_idsOfAnyType_areTakenByTheContract(String ticket, String attachment, int status)
      throws Exception {
    Answer answer =
        caller.post(
            READER,
            "{\"ticket_number\":%s,\"response_attachment_id\":%s}".formatted(ticket, attachment));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("errors").isEmpty()).isEqualTo(status != 422);
  }

  static Stream<byte[]> hostileBodies() {
    String good = "{\"ticket_number\":220009,\"response_attachment_id\":14494}";
    return Stream.concat(
        Stream.of(
                "",
                "null",
                "[]",
                "14494",
                "\"{}\"",
                "{",
                good + "x",
                good + good,
                "\ufeff" + good,
                "{\"ticket_number\":1," + good.substring(1),
                "{\"intent\":\"\\ud800\"," + good.substring(1),
                "{\"other\":NaN," + good.substring(1),
                "{\"other\":" + "[".repeat(10_000) + "]".repeat(10_000) + "," + good.substring(1))
            .map(body -> body.getBytes(UTF_8)),
        Stream.of(
            good.getBytes(UTF_16),
            "{\"intent\":\"\u00e9\",".concat(good.substring(1)).getBytes(ISO_8859_1),
            "{\"intent\":\"\u00c0\u00af\",".concat(good.substring(1)).getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @MethodSource("hostileBodies")
  void post_hostileBody_isInvalidAndNeverAFault(byte[] body) throws Exception {
    Answer answer = caller.post(READER, JSON, body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.error()).isEqualTo("validation_failed");
    assertThat(answer.json().get("errors")).isNotEmpty();
  }

  @Test
  void post_anotherContentType_isToldAfterTheTokenAndBeforeTheAbility() throws Exception {
    byte[] body = "ticket_number=220009".getBytes(UTF_8);

    assertThat(caller.post(REVOKED, "text/plain", body).status()).isEqualTo(401);
    assertThat(caller.post(NO_ABILITY, "text/plain", body).status()).isEqualTo(415);
    assertThat(caller.post(READER, "text/plain", body).error()).isEqualTo("unsupported_media_type");
  }

  @Test
  void post_above64KiB_isTooLarge() throws Exception {
    Answer answer = caller.post(READER, JSON, new byte[65_537]);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).isEqualTo("request_too_large");
  }
}
