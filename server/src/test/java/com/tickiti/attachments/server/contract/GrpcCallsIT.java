package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with a call beside its messages: its end, its metadata, and whether it may begin. */
class GrpcCallsIT {

  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;
  private static Path blob;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
    // More than what fits into the buffers between the file and a reader that stands still.
    Digest digest = helpdesk.attach(10, "a.txt", new byte[25 << 20]);
    blob = helpdesk.blobFile(digest).toRealPath();
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @Test
  void download_cancelled_closesTheFile() throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call = begin(caller.as(READER));
    assertThat(openDescriptors()).isEqualTo(1);

    call.cancel("enough", null);

    awaitNoOpenDescriptor();
  }

  @Test
  void download_deadlineExceeded_closesTheFile() throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        begin(caller.as(READER).withDeadlineAfter(1, TimeUnit.SECONDS));
    assertThat(openDescriptors()).isEqualTo(1);

    // The deadline passes while nothing is read, which neither side can tell from a slow reader.
    awaitNoOpenDescriptor();
    StatusException thrown = catchThrowableOfType(StatusException.class, () -> drain(call));
    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void requestId_success_isInHeadersAndTrailers() throws Exception {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();

    drain(begin(as(READER, "made-up:1", headers, trailers)));

    assertThat(headers.get().get(REQUEST_ID)).isEqualTo("made-up:1");
    assertThat(trailers.get().getAll(REQUEST_ID)).containsExactly("made-up:1");
  }

  @Test
  void requestId_failure_isInTrailers() {
    AtomicReference<Metadata> trailers = new AtomicReference<>();

    assertThatThrownBy(() -> begin(as(REVOKED, "made-up:2", new AtomicReference<>(), trailers)))
        .isInstanceOf(StatusException.class);

    assertThat(trailers.get().getAll(REQUEST_ID)).containsExactly("made-up:2");
  }

  @Test
  void health_blobsAway_isNotServingUntilTheyAreBack() throws Exception {
    BlockingClientCall<?, HealthCheckResponse> statuses =
        HealthGrpc.newBlockingV2Stub(caller.channel())
            .watch(
                HealthCheckRequest.newBuilder()
                    .setService(AttachmentServiceGrpc.SERVICE_NAME)
                    .build());
    assertThat(statuses.read().getStatus()).isEqualTo(ServingStatus.SERVING);

    Files.move(directory.resolve("blobs"), directory.resolve("away"));
    assertThat(statuses.read(10, TimeUnit.SECONDS).getStatus())
        .isEqualTo(ServingStatus.NOT_SERVING);

    Files.move(directory.resolve("away"), directory.resolve("blobs"));
    assertThat(statuses.read(10, TimeUnit.SECONDS).getStatus()).isEqualTo(ServingStatus.SERVING);
    statuses.cancel("seen", null);
  }

  private static AttachmentServiceBlockingV2Stub as(
      String token,
      String requestId,
      AtomicReference<Metadata> headers,
      AtomicReference<Metadata> trailers) {
    Metadata sent = new Metadata();
    sent.put(REQUEST_ID, requestId);
    return caller
        .as(token)
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
  }

  /** A download of which the header has come, and no more was asked for. */
  private static BlockingClientCall<?, DownloadAttachmentResponse> begin(
      AttachmentServiceBlockingV2Stub stub) throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        stub.downloadAttachment(
            DownloadAttachmentRequest.newBuilder()
                .setTicketNumber("220009")
                .setResponseAttachmentId("10")
                .build());
    assertThat(call.read().hasHeader()).isTrue();
    return call;
  }

  private static void drain(BlockingClientCall<?, DownloadAttachmentResponse> call)
      throws Exception {
    DownloadAttachmentResponse message = call.read();
    while (message != null) {
      message = call.read();
    }
  }

  private static void awaitNoOpenDescriptor() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (openDescriptors() > 0) {
      assertThat(System.nanoTime()).as("the file is still open").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** How often this process, in which the server runs too, has the blob open. */
  private static int openDescriptors() throws IOException {
    int open = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          open += Files.readSymbolicLink(descriptor).equals(blob) ? 1 : 0;
        } catch (NoSuchFileException closedMeanwhile) {
          // Its end is not the blob's.
        }
      }
    }
    return open;
  }
}
