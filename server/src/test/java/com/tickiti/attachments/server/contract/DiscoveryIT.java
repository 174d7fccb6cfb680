package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.EXPIRED;
import static com.tickiti.attachments.server.TestHelpdesk.NOT_STAFF;
import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets, responses, attachments and tokens over real HTTP, against the whole system. */
class DiscoveryIT {

  private static final String TICKET = "{\"ticket_number\":\"220009\"}";

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static ApiCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new ApiCaller(helpdesk.server().httpUri());
    helpdesk.attach(14494, "UPDD Diag.zip", "PK\u0003\u0004 or so".getBytes(UTF_8));
    helpdesk.attach(14495, "setup.exe", "not really".getBytes(UTF_8));
    helpdesk.attach(14496, "drawing.dwg", "AC1032".getBytes(UTF_8));
    helpdesk.attach(14497, 43, "hidden.txt", false, "hidden queue's".getBytes(UTF_8));
    helpdesk
        .database()
        .sql()
        .execute(
            """
            UPDATE responses SET html = '<p>caf\u00e9 \u2615</p>', plain_text = 'caf\u00e9 \u2615',
              created_at = '2026-05-01T09:14:02Z' WHERE id = 42;
            INSERT INTO responses (id, ticket_id, plain_text, is_pinned, created_at)
              VALUES (50, 1, 'pinned', true, '2026-06-01T00:00:00Z'),
                     (51, 1, 'older', false, '2026-04-01T00:00:00Z');
            """);
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @Test
  void show_hasTheTicketAndItsResponsesInOrder() throws Exception {
    Reply reply = caller.post(ApiCaller.SHOW, READER, TICKET);

    assertThat(reply.status()).isEqualTo(200);
    JsonNode ticket = reply.data().get("ticket");
    assertThat(ticket.get("id").textValue()).isEqualTo("1");
    assertThat(ticket.get("number").isNumber()).isTrue();
    assertThat(ticket.get("priority").isTextual()).isTrue();
    assertThat(ticket.get("queue_id").textValue()).isEqualTo("4");
    assertThat(ticket.get("resolved").isBoolean()).isTrue();
    assertThat(ticket.get("assigned_to_email").isNull()).isTrue();
    assertThat(ticket.get("created_at").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00");
    JsonNode responses = reply.data().get("responses");
    assertThat(responses.findValuesAsText("plain_text"))
        .containsExactly("pinned", "older", "caf\u00e9 \u2615");
    JsonNode attachment = responses.get(2).get("attachments").get(0);
    assertThat(attachment.get("id").textValue()).isEqualTo("14494");
    assertThat(attachment.get("name").textValue()).isEqualTo("UPDD Diag.zip");
    assertThat(attachment.get("file_size").isNumber()).isTrue();
    assertThat(responses.get(0).get("attachments").isEmpty()).isTrue();
    assertThat(reply.header("content-length")).isEqualTo("" + reply.body().length);
  }

  @Test
  void responses_cutToMaxBodyChars_saySo() throws Exception {
    JsonNode response =
        caller
            .post(
                ApiCaller.RESPONSES,
                READER,
                "{\"ticket_id\":1,\"fields\":[\"plain_text\"],\"max_body_chars\":4}")
            .data()
            .get("responses")
            .get(2);

    assertThat(response.get("plain_text").textValue()).isEqualTo("caf\u00e9");
    assertThat(response.get("plain_text_truncated").booleanValue()).isTrue();
    assertThat(response.has("html")).isFalse();
  }

  @Test
  void responses_ofALongThread_areAllThere() throws Exception {
    helpdesk
        .database()
        .sql()
        .execute(
            "INSERT INTO responses (id, ticket_id, plain_text)"
                + " SELECT n, 3, repeat('x', 200) FROM generate_series(100000, 109999) n");

    Reply reply = caller.post(ApiCaller.RESPONSES, READER, "{\"ticket_number\":220011}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-length")).isNull();
    assertThat(reply.data().get("ticket_number").longValue()).isEqualTo(220011);
    assertThat(reply.data().get("responses").size()).isEqualTo(10_001);
  }

  @Test
  void attachments_haveTheirDecisionsPageByPage() throws Exception {
    List<String> decisions = new ArrayList<>();
    String page = "";
    do {
      JsonNode data =
          caller
              .post(
                  ApiCaller.LIST_ATTACHMENTS,
                  READER,
                  "{\"ticket_number\":\" 220009 \",\"page_size\":1,\"page_token\":\""
                      + page
                      + "\"}")
              .data();
      data.get("attachments").forEach(each -> decisions.add(each.get("decision").textValue()));
      page = data.get("next_page_token").asText("");
    } while (!page.isEmpty() && !page.equals("null"));

    assertThat(decisions).containsExactly("allowed", "blocked", "review");
  }

  @ParameterizedTest
  @ValueSource(strings = {READER, WRITER, NO_ABILITY, NOT_STAFF})
  void token_needsNoAbility(String token) throws Exception {
    JsonNode data = caller.post(ApiCaller.TOKEN, token, "{}").data();

    assertThat(data.get("id").textValue()).isEqualTo(token.substring(0, 2));
    assertThat(data.get("abilities").isArray()).isTrue();
    assertThat(data.at("/owner/is_staff").booleanValue()).isEqualTo(!token.equals(NOT_STAFF));
    assertThat(data.get("expires_at").isNull()).isEqualTo(!token.equals(WRITER));
  }

  @Test
  void token_dead_isUnauthenticated() throws Exception {
    for (String token : new String[] {EXPIRED, REVOKED, "14|wrong", null}) {
      assertThat(caller.post(ApiCaller.TOKEN, token, "{}").status()).isEqualTo(401);
      assertThat(caller.post(ApiCaller.TOKEN, token, "text/plain", "").status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ApiCaller.SHOW, ApiCaller.RESPONSES, ApiCaller.LIST_ATTACHMENTS})
  void checks_comeInTheContractsOrder(String path) throws Exception {
    assertThat(caller.post(path, REVOKED, "text/plain", "").status()).isEqualTo(401);
    assertThat(caller.post(path, NO_ABILITY, "text/plain", "").status()).isEqualTo(415);
    assertThat(caller.post(path, NO_ABILITY, "[").error()).isEqualTo("forbidden");
    assertThat(caller.post(path, NOT_STAFF, "{}").error()).isEqualTo("forbidden");
    assertThat(caller.post(path, READER, "{}").json().at("/errors/ticket_number").get(0).asText())
        .isEqualTo("is required");
    assertThat(caller.post(path, READER, "{\"ticket_number\":99}").status()).isEqualTo(404);
    assertThat(caller.post(path, READER, "{\"ticket_number\":220010}").status()).isEqualTo(403);
    assertThat(caller.post(path, WRITER, TICKET).status()).isEqualTo(200);
  }
}
