package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.FAST;
import static com.tickiti.attachments.client.ServiceExtension.TICKET;
import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadTest {

  private static final int CHUNK_BYTES = 192 << 10;

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK_BYTES, 1_196_962})
  void upload_ofAnySize_arrivesWithSizeAndDigest(int size) throws IOException {
    UploadRequest request = request(size);
    List<Long> progress = new ArrayList<>();

    Attachment attachment =
        fixture.inProcess(FAST).upload(request, (done, total) -> progress.add(done));

    assertThat(fixture.service.stored.get(request.requestId())).isEqualTo(bytes(size));
    UploadHeader header = fixture.service.uploads.get(0);
    assertThat(header.getFileSize()).isEqualTo(size);
    assertThat(header.getSha256()).isEqualTo(FakeAttachmentService.sha256(bytes(size)));
    assertThat(attachment.name()).isEqualTo("screen.png");
    assertThat(progress).startsWith(0L).endsWith((long) size).isSorted();
  }

  @Test
  void upload_namedInlineByTicketId_saysSo() throws IOException {
    UploadRequest request = request(10);

    fixture
        .inProcess(FAST)
        .upload(
            new UploadRequest(TicketRef.id(7), 43, request.content(), "", false, "")
                .named("other.png")
                .asInline()
                .withRequestId("mine-1"));

    assertThat(fixture.service.uploads)
        .singleElement()
        .satisfies(
            header -> {
              assertThat(header.getTicketId()).isEqualTo("7");
              assertThat(header.getResponseId()).isEqualTo("43");
              assertThat(header.getName()).isEqualTo("other.png");
              assertThat(header.getIsInline()).isTrue();
              assertThat(header.getRequestId()).isEqualTo("mine-1");
            });
  }

  @Test
  void upload_serviceAwayTwice_isRepeatedWithTheSameRequestId() throws IOException {
    fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
    fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
    UploadRequest request = request(1_000_000);

    fixture.inProcess(FAST).upload(request);

    assertThat(fixture.service.uploads)
        .extracting(UploadHeader::getRequestId)
        .containsExactly(request.requestId(), request.requestId(), request.requestId());
    assertThat(fixture.service.stored).containsOnlyKeys(request.requestId());
  }

  @Test
  void upload_connectionCut_isRepeatedWithTheSameRequestId() throws IOException {
    byte[] content = bytes(4 << 20);
    UploadRequest request = request(content.length);

    try (CuttingProxy proxy = new CuttingProxy(fixture.onLoopback().getPort())) {
      // Answers are few in an upload; these are the settings and window updates.
      proxy.cuts.add(60);
      fixture.dial(proxy.port()).upload(request);
      assertThat(proxy.cutsMade).hasValue(1);
    }

    assertThat(fixture.service.stored.get(request.requestId())).isEqualTo(content);
  }

  @Test
  void upload_refused_throwsAndIsNotRepeated() throws IOException {
    fixture.service.refuses(ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE);
    UploadRequest request = request(1_000_000);

    assertThatExceptionOfType(UploadTooLargeException.class)
        .isThrownBy(() -> fixture.inProcess(FAST).upload(request));
    assertThat(fixture.service.uploads).hasSize(1);
  }

  @Test
  void upload_fileMissing_throwsWithoutACall() throws IOException {
    UploadRequest request = UploadRequest.of(TICKET, 42, directory.resolve("absent"));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> fixture.inProcess(FAST).upload(request));
    assertThat(fixture.service.uploads).isEmpty();
  }

  @Test
  void upload_fileChangedAfterDigest_isRefused() throws IOException {
    UploadRequest request = request(1_000_000);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                fixture
                    .inProcess(FAST)
                    .upload(
                        request,
                        (done, total) -> {
                          if (done == 0) {
                            overwrite(directory.resolve("screen.png"), new byte[1_000_000]);
                          }
                        }));
    assertThat(fixture.service.stored).isEmpty();
  }

  @Test
  void upload_fileShrinks_failsAndNothingIsStored() throws IOException {
    UploadRequest request = request(1_000_000);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                fixture
                    .inProcess(FAST)
                    .upload(
                        request,
                        (done, total) -> overwrite(directory.resolve("screen.png"), new byte[10])))
        .withMessageContaining("shrunk");
    assertThat(fixture.service.stored).isEmpty();
  }

  @Test
  void upload_serviceTakesSlowly_isNotSentFarAhead() throws Exception {
    fixture.service.takesOnRequest = true;
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Attachment> result =
        fixture
            .inProcess(FAST)
            .uploadAsync(request(30 * CHUNK_BYTES), (done, total) -> sent.set(done));
    ServerCallStreamObserver<?> call =
        Objects.requireNonNull(fixture.service.uploadCalls.poll(10, TimeUnit.SECONDS));

    long taken = 0;
    for (int message = 0; message <= 30; message++) {
      call.request(1);
      taken += Objects.requireNonNull(fixture.service.takenBytes.poll(10, TimeUnit.SECONDS));
      assertThat(sent.get() - taken).isLessThanOrEqualTo(CHUNK_BYTES);
    }
    call.request(1);

    assertThat(result.get(10, TimeUnit.SECONDS).sizeBytes()).isEqualTo(30 * CHUNK_BYTES);
  }

  @Test
  void upload_serviceStandsStill_isUnavailableAfterTheStallTimeout() throws IOException {
    fixture.service.takesOnRequest = true;

    try (AttachmentClient client =
        fixture
            .inProcess()
            .stallTimeout(Duration.ofMillis(50))
            .retryPolicy(RetryPolicy.none())
            .build()) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.upload(request(10)))
          .withMessageContaining("nothing was taken for PT0.05S");
    }
  }

  @Test
  void upload_bytes_arriveWithDigestAndAreRepeated() throws IOException {
    fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
    UploadRequest request = UploadRequest.of(TICKET, 42, "a.bin", UploadContent.of(bytes(500_000)));

    fixture.inProcess(FAST).upload(request);

    assertThat(fixture.service.stored.get(request.requestId())).isEqualTo(bytes(500_000));
    assertThat(fixture.service.uploads)
        .hasSize(2)
        .allMatch(
            header -> header.getSha256().equals(FakeAttachmentService.sha256(bytes(500_000))));
  }

  @Test
  void upload_stream_isReadOnceToItsLengthAndLeftOpen() throws IOException {
    InputStream stream = new ByteArrayInputStream(bytes(500_010));
    UploadRequest request =
        UploadRequest.of(TICKET, 42, "a.bin", UploadContent.of(stream, 500_000));

    Attachment attachment = fixture.inProcess(FAST).upload(request);

    byte[] sent = Arrays.copyOf(bytes(500_010), 500_000);
    assertThat(fixture.service.stored.get(request.requestId())).isEqualTo(sent);
    assertThat(attachment.sha256()).isEqualTo(FakeAttachmentService.sha256(sent));
    assertThat(stream.readAllBytes()).hasSize(10);
  }

  @Test
  void upload_streamAlreadyRead_isNotRepeated() throws IOException {
    InputStream stream = new ByteArrayInputStream(bytes(100_000));
    try (AttachmentClient client =
        fixture.inProcess().retryPolicy(FAST).stallTimeout(Duration.ofMillis(50)).build()) {
      fixture.service.takesOnRequest = true;
      CompletableFuture<Attachment> result =
          client.uploadAsync(
              UploadRequest.of(TICKET, 42, "a.bin", UploadContent.of(stream, 100_000)),
              ProgressListener.NONE);
      ServerCallStreamObserver<?> call =
          Objects.requireNonNull(fixture.service.uploadCalls.poll(10, TimeUnit.SECONDS));
      call.request(2);

      assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(DeadlineExceededException.class);
      assertThat(fixture.service.uploadCalls).isEmpty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void upload_streamTooShort_failsAndNothingIsStored() throws IOException {
    UploadContent content = UploadContent.of(new ByteArrayInputStream(bytes(10)), 11);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () -> fixture.inProcess(FAST).upload(UploadRequest.of(TICKET, 42, "a.bin", content)))
        .withMessageContaining("10 of 11 bytes");
    assertThat(fixture.service.stored).isEmpty();
  }

  @Test
  void uploadAsync_cancelled_stopsTheCall() throws Exception {
    fixture.service.takesOnRequest = true;
    CompletableFuture<Attachment> result =
        fixture.inProcess(FAST).uploadAsync(request(1_000_000), ProgressListener.NONE);
    Objects.requireNonNull(fixture.service.uploadCalls.poll(10, TimeUnit.SECONDS));

    result.cancel(true);

    assertThat(fixture.service.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void uploadAsync_refused_failsWithTheSameException() throws IOException {
    fixture.service.refuses(ErrorReason.ERROR_REASON_FORBIDDEN);

    assertThatThrownBy(fixture.inProcess(FAST).uploadAsync(request(10), ProgressListener.NONE)::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ForbiddenException.class);
  }

  private UploadRequest request(int size) throws IOException {
    return UploadRequest.of(TICKET, 42, Files.write(directory.resolve("screen.png"), bytes(size)));
  }

  private static void overwrite(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
