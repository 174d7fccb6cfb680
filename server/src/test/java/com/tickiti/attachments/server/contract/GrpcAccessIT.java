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

import com.google.protobuf.ByteString;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may describe and list attachments, and how much a gRPC caller may send. */
class GrpcAccessIT {

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
    helpdesk.attach(10, "a.txt", "hello".getBytes(UTF_8));
    helpdesk.attach(11, 43, "hidden.txt", false, "hidden queue's".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @ParameterizedTest
  @CsvSource({
    "14|wrong, 220009, 10, ERROR_REASON_UNAUTHENTICATED",
    "99|unknown, 220009, 10, ERROR_REASON_UNAUTHENTICATED",
    EXPIRED + ", 220009, 10, ERROR_REASON_UNAUTHENTICATED",
    REVOKED + ", 220009, 10, ERROR_REASON_UNAUTHENTICATED",
    NO_ABILITY + ", 220009, 10, ERROR_REASON_FORBIDDEN",
    NOT_STAFF + ", 220009, 10, ERROR_REASON_FORBIDDEN",
    READER + ", 220010, 11, ERROR_REASON_FORBIDDEN",
    READER + ", 999999, 10, ERROR_REASON_NOT_FOUND",
  })
  void getAndList_notAuthorised_areRefusedLikeADownload(
      String token, String ticket, String attachment, ErrorReason reason) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () ->
                caller
                    .as(token)
                    .getAttachment(
                        GetAttachmentRequest.newBuilder()
                            .setTicketNumber(ticket)
                            .setResponseAttachmentId(attachment)
                            .build()))
        .satisfies(thrown -> assertThat(reason(thrown)).isEqualTo(reason));
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> list(caller.as(token), ticket))
        .satisfies(thrown -> assertThat(reason(thrown)).isEqualTo(reason));
  }

  @Test
  void call_twoAuthorisations_isUnauthenticated() {
    Metadata second = new Metadata();
    second.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + WRITER);
    AttachmentServiceBlockingV2Stub stub =
        caller.as(READER).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(second));

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> list(stub, "220009"))
        .satisfies(
            thrown ->
                assertThat(reason(thrown)).isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED));
  }

  @Test
  void call_moreMetadataThanAllowed_isRefused() throws Exception {
    assertThat(list(withPadding(4 << 10), "220009")).isEqualTo(1);

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> list(withPadding(16 << 10), "220009"));
  }

  @Test
  void upload_chunkAboveOneMebibyte_isRefused() throws Exception {
    BlockingClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call =
        caller.as(WRITER).uploadAttachment();
    call.write(
        UploadAttachmentRequest.newBuilder()
            .setHeader(
                UploadHeader.newBuilder()
                    .setTicketNumber("220009")
                    .setResponseId("42")
                    .setName("large chunk.txt"))
            .build());
    call.write(
        UploadAttachmentRequest.newBuilder()
            .setChunk(ByteString.copyFrom(new byte[(1 << 20) + 1]))
            .build());
    call.halfClose();

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(call::read)
        .satisfies(
            thrown ->
                assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void upload_chunkOfExactlyOneMebibyte_isTaken() throws Exception {
    byte[] content = new byte[1 << 20];
    BlockingClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call =
        caller.as(WRITER).uploadAttachment();
    call.write(
        UploadAttachmentRequest.newBuilder()
            .setHeader(
                UploadHeader.newBuilder()
                    .setTicketNumber("220011")
                    .setResponseId("44")
                    .setName("one chunk.txt"))
            .build());
    call.write(UploadAttachmentRequest.newBuilder().setChunk(ByteString.copyFrom(content)).build());
    call.halfClose();

    assertThat(call.read().getAttachment().getFileSize()).isEqualTo(content.length);
  }

  private static AttachmentServiceBlockingV2Stub withPadding(int characters) {
    Metadata padding = new Metadata();
    padding.put(
        Metadata.Key.of("x-padding", Metadata.ASCII_STRING_MARSHALLER), "p".repeat(characters));
    return caller.as(READER).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(padding));
  }

  private static int list(AttachmentServiceBlockingV2Stub stub, String ticket)
      throws StatusException {
    return stub.listAttachments(ListAttachmentsRequest.newBuilder().setTicketNumber(ticket).build())
        .getAttachmentsCount();
  }

  private static ErrorReason reason(StatusException thrown) {
    return AttachmentError.fromThrowable(thrown).reason();
  }
}
