package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links to the web download over real HTTP, against the whole system. */
class WebLinkIT {

  private static final byte[] CONTENT = "for a person".getBytes(UTF_8);

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static ApiCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new ApiCaller(helpdesk.server().httpUri());
    helpdesk.attach(1, "a.txt", CONTENT);
    helpdesk.attach(2, "b.txt", "another".getBytes(UTF_8));
    helpdesk.attach(3, "drawing.dwg", "AC1032".getBytes(UTF_8));
    helpdesk.attach(4, "setup.exe", "not really".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @Test
  void link_withoutAToken_isTheFile() throws Exception {
    Reply made = link("1", "");

    assertThat(made.status()).isEqualTo(200);
    assertThat(url(made))
        .startsWith(helpdesk.server().httpUri() + "/tickets/220009/attachments/1?");
    assertThat(caller.get(url(made), null).body()).isEqualTo(CONTENT);
    assertThat(caller.get(url(made), null, "Range", "bytes=-6").body())
        .isEqualTo("person".getBytes(UTF_8));
    Duration life =
        Duration.between(
            Instant.now(),
            OffsetDateTime.parse(made.data().get("expires_at").textValue()).toInstant());
    assertThat(life).isBetween(Duration.ofSeconds(240), Duration.ofSeconds(301));
  }

  @Test
  void link_ofAReview_carriesTheIntent() throws Exception {
    assertThat(link("3", "").error()).isEqualTo("attachment_review_required");

    String url = url(link("3", ",\"intent\":\"review_ok\""));

    assertThat(url).endsWith("&intent=review_ok");
    assertThat(caller.get(url, null).status()).isEqualTo(200);
  }

  @Test
  void link_altered_isRefused() throws Exception {
    String url = url(link("1", ""));
    int signature = url.indexOf("signature=") + "signature=".length();
    for (int at = signature; at < url.length(); at += 7) {
      char other = url.charAt(at) == 'A' ? 'B' : 'A';
      String altered = url.substring(0, at) + other + url.substring(at + 1);
      assertThat(caller.get(altered, null).status()).as(altered).isEqualTo(401);
    }
    assertThat(caller.get(url.replace("attachments/1?", "attachments/2?"), null).status())
        .isIn(401, 403, 404);
    assertThat(caller.get(url.substring(0, url.length() - 1), null).status()).isEqualTo(401);
  }

  @Test
  void signature_isNoBearerToken() throws Exception {
    String url = url(link("1", ""));
    String signature = url.substring(url.indexOf("signature=") + "signature=".length());

    assertThat(caller.post(ApiCaller.TOKEN, signature, "{}").status()).isEqualTo(401);
    assertThat(caller.get("/tickets/220009/attachments/1", signature).status()).isEqualTo(401);
  }

  @Test
  void link_diesWithItsToken() throws Exception {
    String url = url(link("1", ""));
    helpdesk.database().sql().execute("UPDATE api_tokens SET revoked_at = now() WHERE id = 14");
    try {
      assertThat(caller.get(url, null).status()).isEqualTo(401);
    } finally {
      helpdesk.database().sql().execute("UPDATE api_tokens SET revoked_at = NULL WHERE id = 14");
    }
    assertThat(caller.get(url, null).status()).isEqualTo(200);
  }

  @Test
  void link_diesWithItsPermission() throws Exception {
    String url = url(link("1", ""));
    helpdesk.database().sql().execute("UPDATE queue_permissions SET can_view = false");
    try {
      assertThat(caller.get(url, null).status()).isEqualTo(403);
    } finally {
      helpdesk.database().sql().execute("UPDATE queue_permissions SET can_view = true");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 422", "3601, 422", "1, 200", "3600, 200"})
  void expiresIn_isBounded(int seconds, int status) throws Exception {
    assertThat(link("1", ",\"expires_in\":" + seconds).status()).isEqualTo(status);
  }

  @Test
  void refusals_areTheDownloads() throws Exception {
    assertThat(caller.post(ApiCaller.LINK, REVOKED, "{}").status()).isEqualTo(401);
    assertThat(caller.post(ApiCaller.LINK, NO_ABILITY, "{}").status()).isEqualTo(403);
    assertThat(caller.post(ApiCaller.LINK, READER, "{}").status()).isEqualTo(422);
    assertThat(link("99", "").status()).isEqualTo(404);
    assertThat(link("4", "").error()).isEqualTo("attachment_blocked");
  }

  private static Reply link(String attachment, String more) throws Exception {
    return caller.post(
        ApiCaller.LINK,
        READER,
        "{\"ticket_number\":220009,\"response_attachment_id\":" + attachment + more + "}");
  }

  private static String url(Reply made) throws IOException {
    return made.data().get("url").textValue();
  }
}
