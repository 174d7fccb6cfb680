package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.EXPIRED;
import static com.tickiti.attachments.server.TestHelpdesk.NOT_STAFF;
import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Timestamp;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.DownloadOutcome;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetTicketRequest;
import com.tickiti.attachments.v1.GetTokenRequest;
import com.tickiti.attachments.v1.GetTokenResponse;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import com.tickiti.attachments.v1.ResponseField;
import com.tickiti.attachments.v1.Ticket;
import com.tickiti.attachments.v1.TicketResponse;
import com.tickiti.attachments.v1.TicketServiceGrpc;
import com.tickiti.attachments.v1.TokenServiceGrpc;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding attachments over gRPC: tickets, their responses, and what a token may do. */
class TicketIT {

  private static final int MANY = 10_000;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
    helpdesk
        .database()
        .sql()
        .execute(
            """
            UPDATE tickets SET subject = 'Touch screen', status = 'pending', priority = '30',
              originator_email = 'ann@example.test', assigned_to_email = 'priya@example.test',
              resolved = true, on_hold_until = '2026-06-01T00:00:00Z',
              created_at = '2026-05-01T09:14:02Z', updated_at = '2026-05-02T09:14:02.123456Z'
              WHERE id = 1;
            UPDATE responses SET created_at = '2026-05-01T09:14:02Z', html = '<p>Gr\u00fc\u00dfe \ud83d\ude00!</p>',
              plain_text = 'Gr\u00fc\u00dfe \ud83d\ude00!', created_by_email = 'ann@example.test',
              is_email_sourced = true, updated_at = '2026-05-01T09:15:00Z' WHERE id = 42;
            INSERT INTO responses (id, ticket_id, is_internal, is_pinned, staff_response, created_at)
              VALUES (60, 1, true, false, true, '2026-05-01T09:14:03Z'),
                     (50, 1, false, false, true, '2026-05-01T09:14:03Z'),
                     (70, 1, true, true, true, '2026-05-03T00:00:00Z'),
                     (71, 1, false, true, true, '2026-05-02T00:00:00Z');
            INSERT INTO tickets (id, number, queue_id) VALUES (9, 220019, 4);
            """);
    helpdesk.attach(10, "a.txt", "hello".getBytes(UTF_8));
    helpdesk.attach(11, "setup.exe", "hello".getBytes(UTF_8));
    helpdesk.attach(12, "odd.xyz", "hello".getBytes(UTF_8));
    helpdesk.attach(13, 42, "picture.xyz", true, "inline".getBytes(UTF_8));
    Digest lost = helpdesk.attach(14, "lost.txt", "lost".getBytes(UTF_8));
    Files.delete(helpdesk.blobFile(lost));
    helpdesk.attach(15, "large.txt", new byte[26_214_401]);
    helpdesk
        .database()
        .sql()
        .execute(
            "INSERT INTO response_attachments (id, response_id, name, sha256) VALUES (16, 42, 'b.txt', ?)",
            "ab".repeat(32));
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @Test
  void getTicket_tellsAllOfIt() throws Exception {
    Ticket ticket =
        tickets(READER)
            .getTicket(GetTicketRequest.newBuilder().setTicketNumber("220009").build())
            .getTicket();

    assertThat(ticket)
        .isEqualTo(
            Ticket.newBuilder()
                .setId("1")
                .setNumber(220009)
                .setSubject("Touch screen")
                .setStatus("pending")
                .setPriority("30")
                .setQueueId("4")
                .setOriginatorEmail("ann@example.test")
                .setAssignedToEmail("priya@example.test")
                .setResolved(true)
                .setOnHoldUntil(time("2026-06-01T00:00:00Z"))
                .setCreatedAt(time("2026-05-01T09:14:02Z"))
                .setUpdatedAt(time("2026-05-02T09:14:02.123456Z"))
                .setResponseCount(5)
                .build());
  }

  @Test
  void getTicket_sparseOne_hasDefaults() throws Exception {
    Ticket ticket =
        tickets(WRITER)
            .getTicket(GetTicketRequest.newBuilder().setTicketId("3").build())
            .getTicket();

    assertThat(ticket.getStatus()).isEqualTo("open");
    assertThat(ticket.getPriority()).isEqualTo("20");
    assertThat(ticket.hasAssignedToEmail()).isFalse();
    assertThat(ticket.hasOnHoldUntil()).isFalse();
  }

  @Test
  void listResponses_pinnedFirstThenOldestThenById() throws Exception {
    List<ListResponsesResponse> messages = list(request("220009").build());

    assertThat(messages.get(0).getTicket().getNumber()).isEqualTo(220009);
    assertThat(ids(messages)).containsExactly("71", "70", "42", "50", "60");
    assertThat(messages).noneMatch(ListResponsesResponse::hasNextPageToken);
  }

  @Test
  void listResponses_tellsAllOfAResponse() throws Exception {
    TicketResponse response = responses(list(request("220009").build())).get(2);

    assertThat(response.toBuilder().clearAttachments().build())
        .isEqualTo(
            TicketResponse.newBuilder()
                .setId("42")
                .setCreatedByEmail("ann@example.test")
                .setCreatedAt(time("2026-05-01T09:14:02Z"))
                .setUpdatedAt(time("2026-05-01T09:15:00Z"))
                .setIsEmailSourced(true)
                .setHtml("<p>Gr\u00fc\u00dfe \ud83d\ude00!</p>")
                .setPlainText("Gr\u00fc\u00dfe \ud83d\ude00!")
                .build());
    assertThat(outcomes(response.getAttachmentsList())).isEqualTo(expectedOutcomes());
  }

  @Test
  void listAttachments_tellsWhatADownloadWouldMeet() throws Exception {
    List<Attachment> attachments =
        caller
            .as(READER)
            .listAttachments(ListAttachmentsRequest.newBuilder().setTicketNumber("220009").build())
            .getAttachmentsList();

    assertThat(outcomes(attachments)).isEqualTo(expectedOutcomes());
  }

  @ParameterizedTest
  @CsvSource({
    "10, DOWNLOAD_OUTCOME_ALLOWED",
    "11, DOWNLOAD_OUTCOME_BLOCKED",
    "12, DOWNLOAD_OUTCOME_REVIEW",
    "14, DOWNLOAD_OUTCOME_MISSING",
    "15, DOWNLOAD_OUTCOME_TOO_LARGE"
  })
  void getAttachment_tellsWhatADownloadWouldMeet(String id, DownloadOutcome outcome)
      throws Exception {
    assertThat(
            caller
                .as(READER)
                .getAttachment(
                    GetAttachmentRequest.newBuilder()
                        .setTicketNumber("220009")
                        .setResponseAttachmentId(id)
                        .build())
                .getAttachment()
                .getDownloadOutcome())
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    // the most code points, and what is left of "Gr\u00fc\u00dfe \ud83d\ude00!" (8 code points)
    "0, '', true",
    "6, 'Gr\u00fc\u00dfe ', true",
    "7, 'Gr\u00fc\u00dfe \ud83d\ude00', true",
    "8, 'Gr\u00fc\u00dfe \ud83d\ude00!', false",
    "2147483647, 'Gr\u00fc\u00dfe \ud83d\ude00!', false"
  })
  void listResponses_maxBodyChars_cutsAtCodePoints(int max, String text, boolean truncated)
      throws Exception {
    TicketResponse response =
        responses(list(request("220009").setMaxBodyChars(max).build())).get(2);

    assertThat(response.getPlainText()).isEqualTo(text);
    assertThat(response.getPlainTextTruncated()).isEqualTo(truncated);
  }

  @Test
  void listResponses_fields_leaveOutTheOthers() throws Exception {
    TicketResponse response =
        responses(
                list(request("220009").addFields(ResponseField.RESPONSE_FIELD_PLAIN_TEXT).build()))
            .get(2);

    assertThat(response.getPlainText()).isNotEmpty();
    assertThat(response.getHtml()).isEmpty();
    assertThat(response.getAttachmentsList()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void listResponses_pages_joinToTheWhole(int size) throws Exception {
    List<String> joined = new ArrayList<>();
    String token = "";
    do {
      List<ListResponsesResponse> page =
          list(request("220009").setPageSize(size).setPageToken(token).build());
      assertThat(ids(page)).hasSizeLessThanOrEqualTo(size).isNotEmpty();
      joined.addAll(ids(page));
      token = page.get(page.size() - 1).getNextPageToken();
    } while (!token.isEmpty());

    assertThat(joined).containsExactly("71", "70", "42", "50", "60");
  }

  @Test
  void listResponses_pageThatEndsTheList_hasNoToken() throws Exception {
    assertThat(list(request("220009").setPageSize(5).build()))
        .noneMatch(ListResponsesResponse::hasNextPageToken);
  }

  @Test
  void listResponses_tokenOfAnotherTicketOrMadeUp_isRefused() throws Exception {
    List<ListResponsesResponse> page = list(request("220009").setPageSize(1).build());
    String token = page.get(page.size() - 1).getNextPageToken();

    assertRefused(
        () -> list(request("220011").setPageToken(token).build()),
        ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertRefused(
        () -> list(request("220009").setPageToken("AAAA").build()),
        ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertRefused(
        () -> list(request("220009").setPageSize(-1).build()),
        ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertRefused(
        () -> list(request("220009").setMaxBodyChars(-1).build()),
        ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertRefused(
        () -> list(request("220009").addFieldsValue(9).build()),
        ErrorReason.ERROR_REASON_VALIDATION_FAILED);
  }

  @Test
  void listResponses_tenThousandOfThem_allComeOnceAndInOrder() throws Exception {
    helpdesk
        .database()
        .sql()
        .execute(
            "INSERT INTO responses (id, ticket_id, created_at, html, plain_text)"
                + " SELECT 1000000 + i, 9, '2026-01-01T00:00:00Z'::timestamptz + i / 3 * interval '1 second',"
                + " repeat('h', 5000), repeat('p', 5000) FROM generate_series(1, ?) AS i",
            MANY);

    List<String> ids = ids(list(request("220019").setMaxBodyChars(1000).build()));

    assertThat(ids).hasSize(MANY).isSorted();
    assertThat(new HashSet<>(ids)).hasSize(MANY);
  }

  @ParameterizedTest
  @CsvSource({
    "14|wrong, 220009, ERROR_REASON_UNAUTHENTICATED",
    EXPIRED + ", 220009, ERROR_REASON_UNAUTHENTICATED",
    REVOKED + ", 220009, ERROR_REASON_UNAUTHENTICATED",
    NO_ABILITY + ", 220009, ERROR_REASON_FORBIDDEN",
    NOT_STAFF + ", 220009, ERROR_REASON_FORBIDDEN",
    NOT_STAFF + ", '', ERROR_REASON_FORBIDDEN",
    READER + ", '', ERROR_REASON_VALIDATION_FAILED",
    READER + ", 220010, ERROR_REASON_FORBIDDEN",
    READER + ", 999999, ERROR_REASON_NOT_FOUND",
    READER + ", abc, ERROR_REASON_NOT_FOUND"
  })
  void showAndList_notAuthorised_areRefusedLikeADownload(
      String token, String ticket, ErrorReason reason) {
    assertRefused(
        () ->
            tickets(token).getTicket(GetTicketRequest.newBuilder().setTicketNumber(ticket).build()),
        reason);
    assertRefused(() -> tickets(token).listResponses(request(ticket).build()).read(), reason);
  }

  @Test
  void getToken_describesIt() throws Exception {
    GetTokenResponse token = tokens(WRITER).getToken(GetTokenRequest.getDefaultInstance());

    assertThat(token.getId()).isEqualTo("15");
    assertThat(token.getAbilitiesList()).containsExactly("tickets:write");
    assertThat(token.hasExpiresAt()).isTrue();
    assertThat(token.getOwner().getId()).isEqualTo("7");
    assertThat(token.getOwner().getEmail()).isEqualTo("priya@example.test");
    assertThat(token.getOwner().getIsStaff()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {NO_ABILITY, NOT_STAFF})
  void getToken_needsNoAbilityAndNoStaff(String token) throws Exception {
    assertThat(tokens(token).getToken(GetTokenRequest.getDefaultInstance()).getId())
        .isEqualTo(token.substring(0, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"14|wrong", "99|unknown", EXPIRED, REVOKED})
  void getToken_notValid_isUnauthenticated(String token) {
    assertRefused(
        () -> tokens(token).getToken(GetTokenRequest.getDefaultInstance()),
        ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  private static Map<String, DownloadOutcome> expectedOutcomes() {
    return Map.of(
        "10", DownloadOutcome.DOWNLOAD_OUTCOME_ALLOWED,
        "11", DownloadOutcome.DOWNLOAD_OUTCOME_BLOCKED,
        "12", DownloadOutcome.DOWNLOAD_OUTCOME_REVIEW,
        "13", DownloadOutcome.DOWNLOAD_OUTCOME_ALLOWED,
        "14", DownloadOutcome.DOWNLOAD_OUTCOME_MISSING,
        "15", DownloadOutcome.DOWNLOAD_OUTCOME_TOO_LARGE,
        "16", DownloadOutcome.DOWNLOAD_OUTCOME_MISSING);
  }

  private static Map<String, DownloadOutcome> outcomes(List<Attachment> attachments) {
    return attachments.stream()
        .collect(Collectors.toMap(Attachment::getId, Attachment::getDownloadOutcome));
  }

  private static ListResponsesRequest.Builder request(String ticketNumber) {
    return ListResponsesRequest.newBuilder().setTicketNumber(ticketNumber);
  }

  private static List<ListResponsesResponse> list(ListResponsesRequest request) throws Exception {
    BlockingClientCall<?, ListResponsesResponse> call = tickets(READER).listResponses(request);
    List<ListResponsesResponse> messages = new ArrayList<>();
    for (var message = call.read(); message != null; message = call.read()) {
      messages.add(message);
    }
    return messages;
  }

  private static List<TicketResponse> responses(List<ListResponsesResponse> messages) {
    return messages.stream()
        .filter(ListResponsesResponse::hasResponse)
        .map(ListResponsesResponse::getResponse)
        .toList();
  }

  private static List<String> ids(List<ListResponsesResponse> messages) {
    return responses(messages).stream().map(TicketResponse::getId).toList();
  }

  private static void assertRefused(ThrowingCallable call, ErrorReason reason) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(call)
        .satisfies(
            thrown -> assertThat(AttachmentError.fromThrowable(thrown).reason()).isEqualTo(reason));
  }

  private static TicketServiceGrpc.TicketServiceBlockingV2Stub tickets(String token) {
    return TicketServiceGrpc.newBlockingV2Stub(caller.channel())
        .withInterceptors(GrpcCaller.bearing(token));
  }

  private static TokenServiceGrpc.TokenServiceBlockingV2Stub tokens(String token) {
    return TokenServiceGrpc.newBlockingV2Stub(caller.channel())
        .withInterceptors(GrpcCaller.bearing(token));
  }

  private static Timestamp time(String text) {
    Instant instant = Instant.parse(text);
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
