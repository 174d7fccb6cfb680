package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.ATTACHMENT;
import static com.tickiti.attachments.client.ServiceExtension.FAST;
import static com.tickiti.attachments.client.ServiceExtension.TICKET;
import static com.tickiti.attachments.client.ServiceExtension.WHOLE;
import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.Intent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DownloadTest {

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16 << 10, 1_196_962})
  void content_ofAnySize_isWhole(int size) throws IOException {
    byte[] expected = bytes(size);
    fixture.service.holds(expected);

    try (AttachmentClient client = fixture.inProcess(FAST);
        Download download = client.download(TICKET, ATTACHMENT)) {
      assertThat(download.attachment().name()).isEqualTo("UPDD Diag.zip");
      assertThat(download.lengthBytes()).isEqualTo(size);
      assertThat(download.content().readAllBytes()).isEqualTo(expected);
    }
  }

  @Test
  void download_whole_asksForTheRangeThatHasNoSizeLimit() throws IOException {
    fixture.service.holds(bytes(10));

    fixture.inProcess(FAST).download(WHOLE).close();

    assertThat(fixture.service.downloads)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.hasRange()).isTrue();
              assertThat(request.getRange().getOffset()).isZero();
              assertThat(request.getRange().hasLength()).isFalse();
              assertThat(request.getIntent()).isEqualTo(Intent.INTENT_UNSPECIFIED);
              assertThat(request.getTicketNumber()).isEqualTo("220009");
            });
  }

  @Test
  void download_reviewConfirmed_saysSo() throws IOException {
    fixture.service.holds(bytes(10));

    fixture
        .inProcess(FAST)
        .download(DownloadRequest.of(TicketRef.id(7), ATTACHMENT).confirmReview())
        .close();

    assertThat(fixture.service.downloads.get(0).getIntent()).isEqualTo(Intent.INTENT_REVIEW_OK);
    assertThat(fixture.service.downloads.get(0).getTicketId()).isEqualTo("7");
  }

  @Test
  void content_ofRange_isTheSlice() throws IOException {
    byte[] whole = bytes(100_000);
    fixture.service.holds(whole);
    AttachmentClient client = fixture.inProcess(FAST);

    try (Download middle = client.download(WHOLE.range(1000, 50_000));
        Download end = client.download(WHOLE.range(90_000, 50_000))) {
      assertThat(middle.content().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(whole, 1000, 51_000));
      assertThat(end.lengthBytes()).isEqualTo(10_000);
      assertThat(end.content().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(whole, 90_000, 100_000));
    }
  }

  @Test
  void content_ofRangeCutTwice_isTheSliceAndNothingIsFetchedTwice() throws IOException {
    byte[] whole = bytes(100_000);
    fixture.service.holds(whole);
    fixture.service.cuts.add(20_000L);
    fixture.service.cuts.add(20_000L);

    try (Download download = fixture.inProcess(FAST).download(WHOLE.range(1000, 50_000))) {
      assertThat(download.content().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(whole, 1000, 51_000));
    }
    assertThat(fixture.service.downloads)
        .extracting(request -> request.getRange().getOffset())
        .containsExactly(1000L, 21_000L, 41_000L);
    assertThat(fixture.service.downloads.get(2).getRange().getLength()).isEqualTo(10_000);
  }

  @Test
  void content_cutAfterTheLastByte_isWholeWithoutAskingAgain() throws IOException {
    fixture.service.holds(bytes(50_000));
    fixture.service.cuts.add(50_000L);

    try (Download download = fixture.inProcess(FAST).download(WHOLE)) {
      assertThat(download.content().readAllBytes()).isEqualTo(bytes(50_000));
    }
    assertThat(fixture.service.downloads).hasSize(1);
  }

  @Test
  void content_withWrongDigest_endsInIntegrityException() throws IOException {
    fixture.service.holds(bytes(100_000));
    fixture.service.damages(new byte[100_000]);

    assertThatIntegrityFails("The SHA-256 is");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -100_000})
  void content_tooShort_endsInIntegrityException(int surplus) throws IOException {
    fixture.service.holds(bytes(100_000));
    fixture.service.surplusBytes = surplus;

    assertThatIntegrityFails("expected: 100000");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100_000})
  void content_tooLong_endsInIntegrityException(int surplus) throws IOException {
    fixture.service.holds(bytes(100_000));
    fixture.service.surplusBytes = surplus;

    assertThatIntegrityFails("more than the 100000 bytes promised");
  }

  @Test
  void download_anotherRangeThanAskedFor_endsInIntegrityException() {
    fixture.service.holds(bytes(100_000));
    fixture.service.misplacedBytes = 1;

    assertThatExceptionOfType(IntegrityException.class)
        .isThrownBy(() -> fixture.inProcess(FAST).download(WHOLE.range(1000, 50_000)).close())
        .withMessageContaining("50000 bytes from 1001 (expected: 50000 from 1000)");
  }

  @Test
  void download_lessAnnouncedThanTheFileHas_endsInIntegrityException() {
    fixture.service.holds(bytes(100_000));
    fixture.service.damages(bytes(60_000));

    assertThatExceptionOfType(IntegrityException.class)
        .isThrownBy(() -> fixture.inProcess(FAST).download(WHOLE).close())
        .withMessageContaining("60000 bytes from 0 (expected: 100000 from 0)");
  }

  private void assertThatIntegrityFails(String message) throws IOException {
    try (Download download = fixture.inProcess(FAST).download(WHOLE)) {
      InputStream content = download.content();
      assertThatExceptionOfType(IntegrityException.class)
          .isThrownBy(content::readAllBytes)
          .withMessageContaining(message)
          .withMessageContaining("request ");
      assertThatExceptionOfType(IntegrityException.class).isThrownBy(content::read);
    }
  }

  @Test
  void content_changedBeforeResuming_endsInIntegrityException() throws IOException {
    fixture.service.holds(bytes(100_000));
    fixture.service.cuts.add(50_000L);

    try (Download download = fixture.inProcess(FAST).download(WHOLE)) {
      fixture.service.holds(bytes(100_001));
      assertThatExceptionOfType(IntegrityException.class)
          .isThrownBy(() -> download.content().readAllBytes())
          .withMessageContaining("changed");
    }
  }

  @Test
  void content_refusedOnResuming_endsInTheRefusal() throws IOException {
    fixture.service.holds(bytes(100_000));
    fixture.service.cuts.add(50_000L);

    try (Download download = fixture.inProcess(FAST).download(WHOLE)) {
      fixture.service.refuses(ErrorReason.ERROR_REASON_FORBIDDEN);
      assertThatExceptionOfType(ForbiddenException.class)
          .isThrownBy(() -> download.content().readAllBytes());
    }
    assertThat(fixture.service.downloads).hasSize(2);
  }

  @Test
  void content_readSlowly_isNotSentFarAhead() throws IOException {
    int chunk = fixture.service.chunkBytes;
    fixture.service.holds(bytes(200 * chunk));

    try (Download download = fixture.inProcess(FAST).download(WHOLE)) {
      for (int read = 1; read <= 200; read++) {
        assertThat(download.content().readNBytes(chunk)).hasSize(chunk);
        // Four asked for ahead, and the one that makes a stream not ready.
        assertThat(fixture.service.chunksSent.get()).isLessThanOrEqualTo(read + 5);
      }
      assertThat(download.content().read()).isEqualTo(-1);
    }
  }

  @Test
  void close_early_stopsTheService() throws Exception {
    fixture.service.holds(bytes(200 * fixture.service.chunkBytes));

    Download download = fixture.inProcess(FAST).download(WHOLE);
    download.content().read();
    download.content().close();

    assertThat(fixture.service.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(fixture.service.chunksSent.get()).isLessThan(10);
    assertThatThrownBy(() -> download.content().read()).isInstanceOf(IOException.class);
  }

  @Test
  void download_nothingComes_isUnavailableAfterTheStallTimeout() throws IOException {
    fixture.service.holds(bytes(10));
    fixture.service.silent = true;

    try (AttachmentClient client =
            fixture
                .inProcess()
                .stallTimeout(Duration.ofMillis(50))
                .retryPolicy(RetryPolicy.none())
                .build();
        Download download = client.download(WHOLE)) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> download.content().read())
          .isInstanceOf(DeadlineExceededException.class)
          .withMessageContaining("nothing came for PT0.05S");
    }
  }

  @Test
  void read_interrupted_isCancelledAndStopsTheService() throws Exception {
    fixture.service.holds(bytes(200 * fixture.service.chunkBytes));

    try (Download download = fixture.inProcess(FAST).download(WHOLE)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> download.content().readAllBytes());
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(fixture.service.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
