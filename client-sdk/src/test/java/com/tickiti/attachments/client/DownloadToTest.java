package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.FAST;
import static com.tickiti.attachments.client.ServiceExtension.WHOLE;
import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DownloadToTest {

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();
  @TempDir private Path directory;
  private Path target;

  @BeforeEach
  void target() {
    target = directory.resolve("diagnostics.zip");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_196_962})
  void downloadTo_ofAnySize_isWholeAndAlone(int size) throws IOException {
    fixture.service.holds(bytes(size));
    List<Long> progress = new ArrayList<>();

    Attachment attachment =
        fixture.inProcess(FAST).downloadTo(WHOLE, target, (done, total) -> progress.add(done));

    assertThat(attachment.sizeBytes()).isEqualTo(size);
    assertThat(target).hasBinaryContent(bytes(size));
    assertThat(files()).containsExactly(target);
    assertThat(progress).startsWith(0L).endsWith((long) size).isSorted();
  }

  @Test
  void downloadTo_connectionCutTwentyTimes_isWholeAndNothingReceivedIsFetchedAgain()
      throws IOException {
    byte[] content = bytes(8 << 20);
    fixture.service.holds(content);
    Random random = new Random(20);
    AtomicLong received = new AtomicLong();
    List<Long> receivedBeforeCut = new ArrayList<>();

    try (CuttingProxy proxy = new CuttingProxy(fixture.onLoopback().getPort())) {
      random.ints(20, 1, 400_000).forEach(proxy.cuts::add);
      fixture
          .dial(proxy.port())
          .downloadTo(
              WHOLE,
              target,
              (done, total) -> {
                // The first news after a cut comes with the first chunk of the next call.
                while (receivedBeforeCut.size() < fixture.service.downloads.size()) {
                  receivedBeforeCut.add(received.get());
                }
                received.set(done);
              });
      assertThat(proxy.cutsMade).hasValue(20);
    }

    assertThat(target).hasBinaryContent(content);
    assertThat(files()).containsExactly(target);
    assertThat(offsets()).isSorted().startsWith(0L);
    assertThat(receivedBeforeCut).containsAll(offsets());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void downloadTo_cutAtRandomOffsets_fetchesEachByteOnce(long seed) throws IOException {
    byte[] content = bytes(1_000_000);
    fixture.service.holds(content);
    List<Long> expected = new ArrayList<>(List.of(0L));
    for (long cut : new Random(seed).longs(5, 0, 190_000).toArray()) {
      fixture.service.cuts.add(cut);
      expected.add(expected.get(expected.size() - 1) + cut);
    }

    fixture.inProcess(FAST).downloadTo(WHOLE, target);

    assertThat(target).hasBinaryContent(content);
    assertThat(offsets()).isEqualTo(expected);
  }

  @Test
  void downloadTo_serverRestarted_resumes() throws IOException {
    byte[] content = bytes(16 << 20);
    fixture.service.holds(content);
    Server server = fixture.onLoopback();

    try (CuttingProxy address = new CuttingProxy(server.getPort())) {
      fixture
          .dial(address.port())
          .downloadTo(
              WHOLE,
              target,
              (done, total) -> {
                if (done > total / 4 && !server.isShutdown()) {
                  server.shutdownNow();
                  address.targetPort = anotherServer().getPort();
                }
              });
    }

    assertThat(target).hasBinaryContent(content);
    assertThat(offsets()).hasSize(2);
    assertThat(offsets().get(1)).isGreaterThan(4 << 20);
  }

  private Server anotherServer() {
    try {
      return fixture.onLoopback();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void downloadTo_serverAway_waitsUntilItIsBack() throws Exception {
    fixture.service.holds(bytes(100_000));
    CountDownLatch tried = new CountDownLatch(3);

    try (CuttingProxy address = new CuttingProxy(0);
        AttachmentClient client =
            AttachmentClient.builder()
                .target("127.0.0.1:" + address.port())
                .plaintext()
                .token(
                    () -> {
                      tried.countDown();
                      return "14|secret";
                    })
                .retryPolicy(FAST)
                .build()) {
      CompletableFuture<Attachment> result =
          client.downloadToAsync(WHOLE, target, ProgressListener.NONE);
      assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();
      address.targetPort = fixture.onLoopback().getPort();

      assertThat(result.get(10, TimeUnit.SECONDS).sizeBytes()).isEqualTo(100_000);
    }
    assertThat(target).hasBinaryContent(bytes(100_000));
  }

  @Test
  void downloadTo_targetExists_isReplacedOnSuccessOnly() throws IOException {
    Files.writeString(target, "before");
    fixture.service.holds(bytes(100_000));
    byte[] right = fixture.service.content;
    fixture.service.damages(new byte[100_000]);
    AttachmentClient client = fixture.inProcess(FAST);

    assertThatExceptionOfType(IntegrityException.class)
        .isThrownBy(() -> client.downloadTo(WHOLE, target));
    assertThat(target).hasContent("before");

    fixture.service.damages(right);
    client.downloadTo(WHOLE, target);
    assertThat(target).hasBinaryContent(right);
    assertThat(files()).containsExactly(target);
  }

  @Test
  void downloadTo_failing_leavesNothing() throws IOException {
    fixture.service.holds(bytes(100_000));
    AttachmentClient client = fixture.inProcess(RetryPolicy.none());

    fixture.service.refuses(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
    assertThatExceptionOfType(AttachmentBlockedException.class)
        .isThrownBy(() -> client.downloadTo(WHOLE, target));
    fixture.service.cuts.add(50_000L);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.downloadTo(WHOLE, target));
    assertThatThrownBy(
            () ->
                client.downloadTo(
                    WHOLE,
                    target,
                    (done, total) -> {
                      throw new IllegalStateException("no more");
                    }))
        .hasMessage("no more");

    assertThat(files()).isEmpty();
  }

  @Test
  void downloadTo_placeThatCannotBeWritten_failsBeforeOrAfterNothing() throws IOException {
    fixture.service.holds(bytes(10));
    AttachmentClient client = fixture.inProcess(FAST);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> client.downloadTo(WHOLE, directory))
        .withMessageContaining("is a directory");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> client.downloadTo(WHOLE, directory.resolve("absent/file")));

    assertThat(files()).isEmpty();
  }

  @Test
  void downloadToAsync_cancelled_stopsTheServiceAndLeavesNothing() throws Exception {
    fixture.service.holds(bytes(1_000_000));
    fixture.service.silent = true;
    CountDownLatch begun = new CountDownLatch(1);

    CompletableFuture<Attachment> result =
        fixture.inProcess(FAST).downloadToAsync(WHOLE, target, (done, total) -> begun.countDown());
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    result.cancel(true);

    assertThat(fixture.service.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(target).doesNotExist();
  }

  @Test
  void downloadToAsync_refused_failsWithTheSameException() throws IOException {
    fixture.service.refuses(ErrorReason.ERROR_REASON_NOT_FOUND);

    assertThatThrownBy(
            fixture.inProcess(FAST).downloadToAsync(WHOLE, target, ProgressListener.NONE)::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NotFoundException.class);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private List<Long> offsets() {
    return fixture.service.downloads.stream()
        .map(DownloadAttachmentRequest::getRange)
        .map(range -> range.getOffset())
        .toList();
  }
}
