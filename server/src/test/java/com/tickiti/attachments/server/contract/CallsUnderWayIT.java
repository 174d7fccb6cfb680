package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of one token at a time, and memory of all calls: refused where there is none left, and
 * given back however a call ends, which is looked at after every test.
 */
class CallsUnderWayIT {

  private static final int CONCURRENCY = 3;

  /** Enough for three large downloads as JSON, of 241 KiB each, and for small ones beside them. */
  private static final long BUDGET_BYTES = 800_000;

  private static final int LARGE_BYTES = 26_214_400;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static JsonCaller json;
  private static GrpcCaller grpc;
  private static Digest damaged;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk =
        new TestHelpdesk(
            directory,
            "--token-concurrency=" + CONCURRENCY,
            "--memory-budget-bytes=" + BUDGET_BYTES);
    json = new JsonCaller(helpdesk.server().httpUri());
    grpc = new GrpcCaller(helpdesk.server().grpcTarget());
    helpdesk.attach(10, "a.txt", "hello, world".getBytes(UTF_8));
    helpdesk.attach(11, "large.zip", new byte[LARGE_BYTES]);
    byte[] other = new byte[LARGE_BYTES];
    other[0] = 1;
    damaged = helpdesk.attach(12, "damaged.zip", other);
    try (RandomAccessFile file = new RandomAccessFile(helpdesk.blobFile(damaged).toFile(), "rw")) {
      file.seek(LARGE_BYTES / 2);
      file.write(1);
    }
  }

  @AfterAll
  static void close() throws IOException {
    grpc.close();
    helpdesk.close();
  }

  @AfterEach
  void nothingStaysReserved() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (helpdesk.server().reservedMemoryBytes() != 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(helpdesk.server().reservedMemoryBytes()).isZero();
  }

  @Test
  void concurrency_reached_isRefusedUntilACallEnds() throws Exception {
    try (Socket first = begin(11);
        Socket second = begin(11)) {
      try (Socket third = begin(11)) {
        Answer refused = json.post(READER, body(10));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error()).isEqualTo("rate_limited");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(json.post(WRITER, body(10)).status()).isEqualTo(200);
        reset(third);
      }
      assertThat(awaitServed(READER, 10)).isEqualTo(200);
      reset(first);
      reset(second);
    }
  }

  @Test
  void memory_exhausted_isUnavailableForLargeOnesUntilAReaderIsGone() throws Exception {
    try (Socket first = begin(11);
        Socket second = begin(11)) {
      try (Socket third = begin(11)) {
        Answer refused = json.post(WRITER, body(11));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error()).isEqualTo("unavailable");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(json.post(WRITER, body(10)).status()).isEqualTo(200);
        reset(third);
      }
      assertThat(awaitServed(WRITER, 11)).isEqualTo(200);
      reset(first);
      reset(second);
    }
  }

  @Test
  void memory_exhausted_grpc_isUnavailableWithATimeToWait() throws Exception {
    try (Socket first = begin(11);
        Socket second = begin(11);
        Socket third = begin(11)) {
      StatusException thrown =
          catchThrowableOfType(StatusException.class, () -> readAll(download(WRITER, 11)));

      AttachmentError error = AttachmentError.fromThrowable(thrown);
      assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(error.reason()).isEqualTo(ErrorReason.ERROR_REASON_UNAVAILABLE);
      assertThat(error.retryAfterSeconds()).isEqualTo(1);
      reset(first);
      reset(second);
      reset(third);
    }
  }

  @Test
  void memory_ofACancelledDownload_isGivenBack() throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call = download(READER, 11);
    assertThat(call.read().hasHeader()).isTrue();
    assertThat(helpdesk.server().reservedMemoryBytes()).isPositive();

    call.cancel("enough", null);
  }

  @Test
  void memory_ofADownloadThatIsReadToTheEnd_isGivenBack() throws Exception {
    assertThat(json.post(READER, body(11)).content()).hasSize(LARGE_BYTES);
    assertThat(readAll(download(READER, 11))).isEqualTo(LARGE_BYTES);
  }

  @Test
  void memory_ofADownloadThatFailsMidway_isGivenBack() throws Exception {
    assertThat(damaged).isNotNull();
    assertThat(catchThrowableOfType(IOException.class, () -> json.post(READER, body(12))))
        .isNotNull();
    assertThat(
            catchThrowableOfType(StatusException.class, () -> readAll(download(READER, 12)))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void memory_ofAnUpload_isReservedByItsSizeAndGivenBack() throws Exception {
    StatusException thrown =
        catchThrowableOfType(
            StatusException.class, () -> grpc.upload(WRITER, upload("x.txt").build(), new byte[9]));
    assertThat(AttachmentError.fromThrowable(thrown).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_UNAVAILABLE);

    byte[] content = new byte[100_000];
    var unused = grpc.upload(WRITER, upload("y.txt").setFileSize(content.length).build(), content);
    nothingStaysReserved();
    BlockingClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call =
        grpc.as(WRITER).uploadAttachment();
    assertThat(
            call.write(
                UploadAttachmentRequest.newBuilder()
                    .setHeader(upload("z.txt").setFileSize(50_000))
                    .build()))
        .isTrue();
    awaitReserved();

    call.cancel("enough", null);
  }

  private static void awaitReserved() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (helpdesk.server().reservedMemoryBytes() == 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(helpdesk.server().reservedMemoryBytes()).isGreaterThanOrEqualTo(100_000);
  }

  private static UploadHeader.Builder upload(String name) {
    return UploadHeader.newBuilder().setTicketNumber("220009").setResponseId("42").setName(name);
  }

  private static BlockingClientCall<?, DownloadAttachmentResponse> download(String token, int id) {
    return grpc.as(token)
        .downloadAttachment(
            DownloadAttachmentRequest.newBuilder()
                .setTicketNumber("220009")
                .setResponseAttachmentId("" + id)
                .build());
  }

  private static long readAll(BlockingClientCall<?, DownloadAttachmentResponse> call)
      throws Exception {
    long bytes = 0;
    while (call.hasNext()) {
      ByteString chunk = call.read().getChunk();
      bytes += chunk.size();
    }
    return bytes;
  }

  private static String body(int id) {
    return "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"" + id + "\"}";
  }

  /** A download by the reader whose answer has begun and is not read any further. */
  private static Socket begin(int id) throws IOException {
    URI base = URI.create(helpdesk.server().httpUri());
    Socket socket = new Socket(base.getHost(), base.getPort());
    String head =
        "POST /api/v1/tickets/attachment HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s";
    String body = body(id);
    socket.getOutputStream().write(head.formatted(READER, body.length(), body).getBytes(UTF_8));
    assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    return socket;
  }

  /** Makes closing it a reset of the connection. */
  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
  }

  /** The status once the server has noticed that a connection is gone. */
  private static int awaitServed(String token, int id) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int status = json.post(token, body(id)).status();
    while (status != 200 && System.nanoTime() < deadline) {
      status = json.post(token, body(id)).status();
    }
    return status;
  }
}
