package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.NOT_STAFF;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.FileTypeOutcome;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UploadIT {

  private static final int MAX_BYTES = 30 << 20;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory, MAX_BYTES);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("blobs").resolve("tmp"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void upload_file_isDownloadedAgain() throws Exception {
    byte[] content = random(1_000_000);

    UploadAttachmentResponse response =
        caller.upload(
            WRITER,
            header("notes.txt")
                .setFileSize(content.length)
                .setSha256(Digest.of(Digest.sha256().digest(content)).hex())
                .build(),
            content);

    assertThat(response.getAlreadyUploaded()).isFalse();
    assertThat(response.getAttachment().getFileSize()).isEqualTo(content.length);
    assertThat(response.getAttachment().getFileTypeOutcome())
        .isEqualTo(FileTypeOutcome.FILE_TYPE_OUTCOME_ALLOWED);
    assertThat(served(response)).isEqualTo(content);
  }

  @Test
  void upload_empty_isAnEmptyAttachment() throws Exception {
    assertThat(served(caller.upload(WRITER, header("empty.txt").build(), new byte[0]))).isEmpty();
  }

  @Test
  void upload_sameRequestIdAgain_givesTheSameAttachment() throws Exception {
    UploadHeader header = header("once.txt").setRequestId("once").build();

    UploadAttachmentResponse first = caller.upload(WRITER, header, random(1000));
    UploadAttachmentResponse second = caller.upload(WRITER, header, random(1000));

    assertThat(second.getAttachment()).isEqualTo(first.getAttachment());
    assertThat(second.getAlreadyUploaded()).isTrue();
    assertThat(attachmentsNamed("once.txt")).isEqualTo(1);
  }

  @Test
  void upload_sameRequestIdForSomethingElse_isInvalid() throws Exception {
    caller.upload(WRITER, header("taken.txt").setRequestId("taken").build(), random(10));

    for (UploadHeader other :
        List.of(header("other.txt").build(), header("taken.txt").setIsInline(true).build())) {
      AttachmentError error = refusal(other.toBuilder().setRequestId("taken").build(), random(10));
      assertThat(error.violations()).containsOnlyKeys("request_id");
    }
    AttachmentError error = refusal(header("taken.txt").setRequestId("taken").build(), random(11));
    assertThat(error.violations()).containsOnlyKeys("request_id");
  }

  @Test
  void upload_twoAtOnceOfOneContent_isOneBlobAndTwoAttachments() throws Exception {
    byte[] content = random(20 << 20);
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<UploadAttachmentResponse> upload =
        () -> {
          together.await();
          return caller.upload(WRITER, header("same.txt").build(), content);
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<UploadAttachmentResponse> one = threads.submit(upload);
      Future<UploadAttachmentResponse> two = threads.submit(upload);

      assertThat(one.get().getAttachment().getId()).isNotEqualTo(two.get().getAttachment().getId());
      assertThat(one.get().getAttachment().getSha256())
          .isEqualTo(two.get().getAttachment().getSha256());
      assertThat(served(one.get())).isEqualTo(content);
    } finally {
      threads.shutdown();
    }
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of(header("a.txt").setFileSize(9).build(), "file_size"),
        Arguments.of(header("a.txt").setFileSize(-1).build(), "file_size"),
        Arguments.of(header("a.txt").setSha256("0".repeat(64)).build(), "sha256"),
        Arguments.of(header("a.txt").setSha256("0G").build(), "sha256"),
        Arguments.of(header("").build(), "name"),
        Arguments.of(header("a\nb.txt").build(), "name"),
        Arguments.of(header("a".repeat(256)).build(), "name"),
        Arguments.of(header("a.txt").setRequestId("not sane").build(), "request_id"),
        Arguments.of(header("a.txt").clearTicket().build(), "ticket_number"),
        Arguments.of(header("a.txt").clearResponseId().build(), "response_id"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void upload_invalid_namesTheFieldAndLeavesNothing(UploadHeader header, String field) {
    AttachmentError error = refusal(header, random(10));

    assertThat(error.reason()).isEqualTo(ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertThat(error.violations()).containsOnlyKeys(field);
    assertThat(attachmentsNamed(header.getName())).isZero();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(REVOKED, header("r.txt"), 10, ErrorReason.ERROR_REASON_UNAUTHENTICATED),
        Arguments.of(READER, header("r.txt"), 10, ErrorReason.ERROR_REASON_FORBIDDEN),
        Arguments.of(NOT_STAFF, header("r.txt"), 10, ErrorReason.ERROR_REASON_FORBIDDEN),
        Arguments.of(
            WRITER, header("r.txt").setTicketNumber("99"), 10, ErrorReason.ERROR_REASON_NOT_FOUND),
        Arguments.of(
            WRITER,
            header("r.txt").setTicketNumber("220010").setResponseId("43"),
            10,
            ErrorReason.ERROR_REASON_FORBIDDEN),
        Arguments.of(
            WRITER, header("r.txt").setResponseId("44"), 10, ErrorReason.ERROR_REASON_NOT_FOUND),
        Arguments.of(
            WRITER, header("r.txt").setResponseId("x"), 10, ErrorReason.ERROR_REASON_NOT_FOUND),
        Arguments.of(WRITER, header("r.exe"), 10, ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED),
        Arguments.of(
            WRITER,
            header("r.exe").setIsInline(true),
            10,
            ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED),
        Arguments.of(
            WRITER, header("r.txt"), MAX_BYTES + 1, ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE),
        Arguments.of(
            WRITER,
            header("r.txt").setFileSize(MAX_BYTES + 1),
            0,
            ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void upload_refused_leavesNothing(
      String token, UploadHeader.Builder header, int size, ErrorReason reason) {
    Exception thrown =
        catchThrowableOfType(
            Exception.class, () -> caller.upload(token, header.build(), random(size)));

    assertThat(AttachmentError.fromThrowable(thrown).reason()).isEqualTo(reason);
    assertThat(attachmentsNamed(header.getName())).isZero();
  }

  @Test
  void upload_blockedByContent_isRefusedWhateverItsName() {
    byte[] script = "#!/bin/sh\nrm -rf /\n".getBytes(UTF_8);

    assertThat(refusal(header("harmless.txt").build(), script).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
  }

  private static UploadHeader.Builder header(String name) {
    return UploadHeader.newBuilder().setTicketNumber("220009").setResponseId("42").setName(name);
  }

  private static AttachmentError refusal(UploadHeader header, byte[] content) {
    return AttachmentError.fromThrowable(
        catchThrowableOfType(Exception.class, () -> caller.upload(WRITER, header, content)));
  }

  private static byte[] served(UploadAttachmentResponse uploaded) throws Exception {
    return new JsonCaller(helpdesk.server().httpUri())
        .post(
            READER,
            "{\"ticket_number\":220009,\"response_attachment_id\":%s}"
                .formatted(uploaded.getAttachment().getId()))
        .content();
  }

  private static int attachmentsNamed(String name) {
    return (Integer)
        helpdesk
            .database()
            .sql()
            .fetchValue("SELECT count(*)::int FROM response_attachments WHERE name = ?", name);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
