package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.FileTypeOutcome;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gRPC surface, over a real HTTP/2 connection, against the whole system. */
class GrpcIT {

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
    helpdesk.attach(10, "a.txt", "hello, world".getBytes(UTF_8));
    helpdesk.attach(11, "b.dwg", "AC1032".getBytes(UTF_8));
    helpdesk.attach(12, "c.exe", "MZ".getBytes(UTF_8));
    helpdesk.attach(13, "d.zip", new byte[26_214_401]);
    helpdesk.attach(14, 44, "e.txt", false, "another ticket's".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @Test
  void download_range_isJustThat() throws Exception {
    List<DownloadAttachmentResponse> messages =
        download(READER, request("10").setRange(ByteRange.newBuilder().setOffset(7).setLength(3)));

    DownloadHeader header = messages.get(0).getHeader();
    assertThat(header.getRange().getOffset()).isEqualTo(7);
    assertThat(header.getRange().getLength()).isEqualTo(3);
    assertThat(header.getRange().getEof()).isFalse();
    assertThat(messages.get(1).getChunk().toStringUtf8()).isEqualTo("wor");
    assertThat(messages).hasSize(2);
  }

  @Test
  void download_rangeWithoutLength_reachesTheEndOfALargeFile() throws Exception {
    List<DownloadAttachmentResponse> messages =
        download(READER, request("13").setRange(ByteRange.getDefaultInstance()));

    assertThat(messages.get(0).getHeader().getRange().getEof()).isTrue();
    assertThat(
            messages.stream()
                .map(DownloadAttachmentResponse::getChunk)
                .mapToInt(ByteString::size)
                .sum())
        .isEqualTo(26_214_401);
  }

  @Test
  void download_refused_carriesTheCatalogueAndTheRequestId() {
    StatusException thrown =
        catchThrowableOfType(StatusException.class, () -> download(REVOKED, request("10")));

    assertThat(AttachmentError.fromThrowable(thrown).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
    assertThat(
            thrown
                .getTrailers()
                .get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER)))
        .isNotBlank();
  }

  @Test
  void download_invalid_namesEachField() {
    StatusException thrown =
        catchThrowableOfType(
            StatusException.class,
            () ->
                download(
                    READER,
                    DownloadAttachmentRequest.newBuilder()
                        .setRange(ByteRange.newBuilder().setOffset(-1).setLength(0))));

    assertThat(AttachmentError.fromThrowable(thrown).violations())
        .containsOnlyKeys(
            "ticket_number", "response_attachment_id", "range.offset", "range.length");
  }

  @Test
  void get_everyKind_tellsWhatADownloadWouldMeet() throws Exception {
    assertThat(decisions("10")).containsExactly(null, null);
    assertThat(decisions("11"))
        .containsExactly(ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED, null);
    assertThat(decisions("12"))
        .containsOnly(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED)
        .hasSize(2);
    assertThat(decisions("13"))
        .containsOnly(ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE)
        .hasSize(2);
  }

  @Test
  void get_anotherTicketsAttachment_isNotFound() {
    StatusException thrown =
        catchThrowableOfType(
            StatusException.class, () -> caller.as(READER).getAttachment(get("14")));

    assertThat(AttachmentError.fromThrowable(thrown).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_NOT_FOUND);
  }

  @Test
  void list_pages_giveEveryAttachmentOnceInOrder() throws Exception {
    List<String> ids = new ArrayList<>();
    ListAttachmentsRequest.Builder request =
        ListAttachmentsRequest.newBuilder().setTicketNumber("220009").setPageSize(3);
    ListAttachmentsResponse page;
    do {
      page = caller.as(READER).listAttachments(request.build());
      page.getAttachmentsList().stream().map(Attachment::getId).forEach(ids::add);
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());

    assertThat(ids).containsExactly("10", "11", "12", "13");
    assertThat(
            caller
                .as(WRITER)
                .listAttachments(ListAttachmentsRequest.newBuilder().setTicketId("1").build())
                .getAttachmentsList())
        .extracting(Attachment::getFileTypeOutcome)
        .containsExactly(
            FileTypeOutcome.FILE_TYPE_OUTCOME_ALLOWED,
            FileTypeOutcome.FILE_TYPE_OUTCOME_REVIEW,
            FileTypeOutcome.FILE_TYPE_OUTCOME_BLOCKED,
            FileTypeOutcome.FILE_TYPE_OUTCOME_ALLOWED);
  }

  @Test
  void list_anotherTicketsOrMadeUpPageToken_isInvalid() throws Exception {
    String token =
        caller
            .as(READER)
            .listAttachments(
                ListAttachmentsRequest.newBuilder()
                    .setTicketNumber("220009")
                    .setPageSize(1)
                    .build())
            .getNextPageToken();

    for (ListAttachmentsRequest.Builder request :
        List.of(
            ListAttachmentsRequest.newBuilder().setTicketNumber("220011").setPageToken(token),
            ListAttachmentsRequest.newBuilder().setTicketNumber("220009").setPageToken("x"),
            ListAttachmentsRequest.newBuilder().setTicketNumber("220009").setPageToken("===="))) {
      StatusException thrown =
          catchThrowableOfType(
              StatusException.class, () -> caller.as(READER).listAttachments(request.build()));
      assertThat(AttachmentError.fromThrowable(thrown).violations()).containsOnlyKeys("page_token");
    }
  }

  @Test
  void health_running_isServing() {
    for (String service : List.of("", AttachmentServiceGrpc.SERVICE_NAME)) {
      assertThat(
              HealthGrpc.newBlockingStub(caller.channel())
                  .check(HealthCheckRequest.newBuilder().setService(service).build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  private static List<ErrorReason> decisions(String attachment) throws StatusException {
    GetAttachmentResponse response = caller.as(READER).getAttachment(get(attachment));
    assertThat(response.getAttachment().getId()).isEqualTo(attachment);
    assertThat(response.getDecisionsList())
        .extracting(decision -> decision.getIntent())
        .containsExactly(Intent.INTENT_UNSPECIFIED, Intent.INTENT_REVIEW_OK);
    List<ErrorReason> refusals = new ArrayList<>();
    response
        .getDecisionsList()
        .forEach(
            decision ->
                refusals.add(
                    decision.getRefusal() == ErrorReason.ERROR_REASON_UNSPECIFIED
                        ? null
                        : decision.getRefusal()));
    return refusals;
  }

  private static GetAttachmentRequest get(String attachment) {
    return GetAttachmentRequest.newBuilder()
        .setTicketNumber("220009")
        .setResponseAttachmentId(attachment)
        .build();
  }

  private static DownloadAttachmentRequest.Builder request(String attachment) {
    return DownloadAttachmentRequest.newBuilder()
        .setTicketNumber("220009")
        .setResponseAttachmentId(attachment);
  }

  private static List<DownloadAttachmentResponse> download(
      String token, DownloadAttachmentRequest.Builder request) throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        caller.as(token).downloadAttachment(request.build());
    List<DownloadAttachmentResponse> messages = new ArrayList<>();
    for (var message = call.read(); message != null; message = call.read()) {
      messages.add(message);
    }
    return messages;
  }
}
