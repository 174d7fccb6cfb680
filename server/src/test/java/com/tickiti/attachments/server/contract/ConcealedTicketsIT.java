package com.tickiti.attachments.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.RequestInfo;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --conceal-tickets}: 220010 is in a hidden queue, 999999 is no ticket at all. */
class ConcealedTicketsIT {

  private static final String HIDDEN = "220010";
  private static final String ABSENT = "999999";

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller grpc;

  @BeforeAll
  static void start() throws Exception {
    helpdesk = new TestHelpdesk(directory, "--conceal-tickets");
    helpdesk.attach(9, 43, "hidden.txt", false, "hidden".getBytes(StandardCharsets.UTF_8));
    grpc = new GrpcCaller(helpdesk.server().grpcTarget());
  }

  @AfterAll
  static void stop() throws Exception {
    grpc.close();
    helpdesk.close();
  }

  @Test
  void json_hiddenTicket_isAnsweredByteForByteAsAnAbsentOne() throws Exception {
    Answer hidden = post(HIDDEN);
    Answer absent = post(ABSENT);

    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.error()).isEqualTo("not_found");
    assertThat(hidden.withoutRequestId()).isEqualTo(absent.withoutRequestId());
    assertThat(hidden.body()).hasSameSizeAs(absent.body());
    assertThat(headerNames(hidden)).isEqualTo(headerNames(absent));
  }

  @Test
  void grpc_hiddenTicket_isAnsweredAsAnAbsentOneByAllFourCalls() {
    assertSame(
        ticket ->
            () ->
                reader()
                    .getAttachment(
                        GetAttachmentRequest.newBuilder()
                            .setTicketNumber(ticket)
                            .setResponseAttachmentId("9")
                            .build()));
    assertSame(
        ticket ->
            () ->
                reader()
                    .listAttachments(
                        ListAttachmentsRequest.newBuilder().setTicketNumber(ticket).build()));
    assertSame(
        ticket ->
            () ->
                reader()
                    .downloadAttachment(
                        DownloadAttachmentRequest.newBuilder()
                            .setTicketNumber(ticket)
                            .setResponseAttachmentId("9")
                            .build())
                    .read());
    assertSame(
        ticket ->
            () ->
                grpc.upload(
                    TestHelpdesk.WRITER,
                    UploadHeader.newBuilder()
                        .setTicketNumber(ticket)
                        .setResponseId("43")
                        .setName("a.txt")
                        .build(),
                    new byte[1]));
  }

  private static void assertSame(Function<String, ThrowingCallable> call) {
    StatusException hidden = catchThrowableOfType(StatusException.class, call.apply(HIDDEN));
    StatusException absent = catchThrowableOfType(StatusException.class, call.apply(ABSENT));

    assertThat(hidden.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(statusWithoutRequest(hidden)).isEqualTo(statusWithoutRequest(absent));
    assertThat(keys(hidden)).isEqualTo(keys(absent));
  }

  /** All but the request's id, which is each call's own. */
  private static com.google.rpc.Status statusWithoutRequest(StatusException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    List<Any> details = new ArrayList<>(status.getDetailsList());
    assertThat(details.removeIf(detail -> detail.is(RequestInfo.class))).isTrue();
    return status.toBuilder().clearDetails().addAllDetails(details).build();
  }

  private static Iterable<String> keys(StatusException e) {
    Metadata trailers = e.getTrailers();
    return trailers == null ? List.of() : trailers.keys();
  }

  private static AttachmentServiceBlockingV2Stub reader() {
    return grpc.as(TestHelpdesk.READER);
  }

  private static Answer post(String ticket) throws Exception {
    return new JsonCaller(helpdesk.server().httpUri())
        .post(
            TestHelpdesk.READER,
            "{\"ticket_number\":\"" + ticket + "\",\"response_attachment_id\":\"9\"}");
  }

  private static Iterable<String> headerNames(Answer answer) {
    return answer.response().headers().map().keySet();
  }
}
