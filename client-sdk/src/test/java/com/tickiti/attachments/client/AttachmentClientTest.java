package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.ATTACHMENT;
import static com.tickiti.attachments.client.ServiceExtension.FAST;
import static com.tickiti.attachments.client.ServiceExtension.TICKET;
import static com.tickiti.attachments.client.ServiceExtension.WHOLE;
import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttachmentClientTest {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();

  @Test
  void get_reviewGated_tellsBothDecisions() throws IOException {
    fixture.service.holds(bytes(10));

    AttachmentDescription description = fixture.inProcess(FAST).get(TICKET, ATTACHMENT);

    assertThat(description.attachment())
        .isEqualTo(
            new Attachment(
                14494,
                42,
                "UPDD Diag.zip",
                "application/zip",
                FakeAttachmentService.sha256(bytes(10)),
                10,
                false,
                FileTypeOutcome.ALLOWED));
    assertThat(description.unconfirmed())
        .contains(
            new AttachmentDescription.Refusal(
                ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED, "Review it."));
    assertThat(description.reviewConfirmed()).isEmpty();
  }

  @Test
  void get_tooLargeInOnePiece_isNoRefusalToAClientThatAsksForRanges() throws IOException {
    fixture.service.holds(bytes(10));
    fixture.service.foreseen = ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE;

    assertThat(fixture.inProcess(FAST).get(TICKET, ATTACHMENT).unconfirmed()).isEmpty();
  }

  @Test
  void list_ofSeveralPages_isFetchedPageByPage() throws IOException {
    fixture.service.holds(bytes(10));
    holdsAttachments(250);

    Iterator<Attachment> all = fixture.inProcess(FAST).list(TICKET).iterator();

    assertThat(all.next().id()).isZero();
    assertThat(fixture.service.lists).hasSize(1);
    List<Long> rest = IntStream.range(1, 250).mapToObj(i -> all.next().id()).toList();
    assertThat(rest).isSorted().hasSize(249).endsWith(249L);
    assertThat(all.hasNext()).isFalse();
    assertThat(fixture.service.lists)
        .extracting(ListAttachmentsRequest::getPageToken)
        .containsExactly("", "100", "200");
  }

  @Test
  void list_ofNone_isEmpty() throws IOException {
    assertThat(fixture.inProcess(FAST).list(TICKET)).isEmpty();
  }

  @Test
  void listPage_ofSize_tellsTheNext() throws IOException {
    fixture.service.holds(bytes(10));
    holdsAttachments(3);
    AttachmentClient client = fixture.inProcess(FAST);

    AttachmentPage first = client.listPage(TICKET, 2, "");
    AttachmentPage last = client.listPage(TICKET, 2, first.nextPageToken().orElseThrow());

    assertThat(first.attachments()).hasSize(2);
    assertThat(last.attachments()).hasSize(1);
    assertThat(last.nextPageToken()).isEqualTo(Optional.empty());
  }

  private void holdsAttachments(int count) {
    fixture.service.page =
        IntStream.range(0, count)
            .mapToObj(i -> fixture.service.attachment.toBuilder().setId("" + i).build())
            .toList();
  }

  @Test
  void everyAttempt_tokenRotates_carriesTheTokenOfThatMoment() throws IOException {
    fixture.service.holds(bytes(10));
    fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
    AtomicInteger rotation = new AtomicInteger();

    try (AttachmentClient client =
        fixture
            .inProcess()
            .token(() -> "14|secret" + rotation.incrementAndGet())
            .retryPolicy(FAST)
            .build()) {
      client.get(TICKET, ATTACHMENT);
      client.download(WHOLE).close();
    }

    assertThat(fixture.service.metadata)
        .extracting(metadata -> metadata.get(AUTHORIZATION))
        .containsExactly("Bearer 14|secret1", "Bearer 14|secret2", "Bearer 14|secret3");
  }

  @Test
  void everyAttempt_ofOneCall_carriesItsRequestId() throws IOException {
    fixture.service.holds(bytes(10));
    fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
    AttachmentClient client = fixture.inProcess(FAST);

    client.get(TICKET, ATTACHMENT);
    client.get(TICKET, ATTACHMENT);

    List<String> ids =
        fixture.service.metadata.stream().map(metadata -> "" + metadata.get(REQUEST_ID)).toList();
    assertThat(ids).hasSize(3).allMatch(id -> id.matches("[A-Za-z0-9._:-]{1,128}"));
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
  }

  @Test
  void get_tokenSupplierThrows_throwsThat() throws IOException {
    try (AttachmentClient client =
        fixture
            .inProcess()
            .token(
                () -> {
                  throw new IllegalStateException("no token today");
                })
            .build()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT))
          .withMessage("no token today");
    }
  }

  @Test
  void get_waitWouldPassTheDeadline_failsWithoutWaiting() throws IOException {
    fixture.service.refusals.add(
        AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE)
            .withRetryAfterSeconds(3600)
            .toException());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> fixture.inProcess(RetryPolicy.standard()).get(TICKET, ATTACHMENT));
    assertThat(fixture.service.metadata).hasSize(1);
  }

  @Test
  void get_interrupted_isCancelled() throws IOException {
    AttachmentClient client = fixture.inProcess(FAST);
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> client.get(TICKET, ATTACHMENT));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void close_thenAnyCall_isRefused() throws IOException {
    AttachmentClient client = fixture.inProcess(FAST);
    client.close();

    assertThatIllegalStateException().isThrownBy(() -> client.get(TICKET, ATTACHMENT));
    assertThatIllegalStateException().isThrownBy(() -> client.download(WHOLE));
  }

  @Test
  void build_contradictoryOrIncomplete_isRefused() throws IOException {
    assertThatIllegalStateException()
        .isThrownBy(() -> AttachmentClient.builder().target("localhost:1").build())
        .withMessage("token: missing");
    assertThatIllegalStateException()
        .isThrownBy(() -> AttachmentClient.builder().token("t").build());
    AttachmentClient.Builder both = fixture.inProcess().target("localhost:1");
    assertThatIllegalStateException().isThrownBy(both::build);
    AttachmentClient.Builder plaintext = fixture.inProcess().plaintext();
    assertThatIllegalStateException().isThrownBy(plaintext::build);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachmentClient.builder().deadline(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachmentClient.builder().transferDeadline(Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:0",
        "localhost:65536",
        "localhost:99999",
        "localhost:http",
        ":9090",
        "http://localhost:9090",
        "::1:9090",
        "local host:1",
        "dns:///localhost:x"
      })
  void build_targetInvalid_isRefused(String target) {
    AttachmentClient.Builder builder = AttachmentClient.builder().token("t").target(target);

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageStartingWith("target: " + target + " (expected: ");
  }

  @Test
  void token_withWhiteSpaceAround_isSentWithoutIt() throws IOException {
    fixture.service.holds(bytes(10));

    try (AttachmentClient client = fixture.inProcess().token("\t 14|secret\r\n").build()) {
      client.get(TICKET, ATTACHMENT);
    }
    try (AttachmentClient client = fixture.inProcess().token(() -> "14|secret\n").build()) {
      client.get(TICKET, ATTACHMENT);
    }

    assertThat(fixture.service.metadata)
        .extracting(metadata -> metadata.get(AUTHORIZATION))
        .containsExactly("Bearer 14|secret", "Bearer 14|secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "14|sec\nret", "14|sec ret", "14|s\u00e9cret", "14|\u007f"})
  void token_noHeaderValue_isRefusedWithoutQuotingIt(String token) throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachmentClient.builder().token(token))
        .withMessageStartingWith("token: ")
        .withMessageNotContaining("14|");

    try (AttachmentClient client = fixture.inProcess().token(() -> token).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT))
          .withMessageNotContaining("14|");
    }
    assertThat(fixture.service.metadata).isEmpty();
  }

  @Test
  void listener_hearsAttemptsFailuresAndSuccess() throws IOException {
    fixture.service.holds(bytes(10));
    fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
    List<String> events = new CopyOnWriteArrayList<>();

    try (AttachmentClient client =
        fixture.inProcess().retryPolicy(FAST).listener(recorder(events)).build()) {
      client.get(TICKET, ATTACHMENT);
      fixture.service.refuses(ErrorReason.ERROR_REASON_FORBIDDEN);
      assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> client.download(WHOLE));
      fixture.service.damages(new byte[10]);
      Download damaged = client.download(WHOLE);
      assertThatExceptionOfType(IntegrityException.class)
          .isThrownBy(() -> damaged.content().readAllBytes());
    }

    assertThat(events)
        .containsExactly(
            "GetAttachment started",
            "GetAttachment failed, retry true",
            "GetAttachment started",
            "GetAttachment succeeded",
            "DownloadAttachment started",
            "DownloadAttachment failed, retry false",
            "DownloadAttachment started",
            "DownloadAttachment failed, retry false");
  }

  /** Throws after each event, which must not matter. */
  private static CallListener recorder(List<String> events) {
    return new CallListener() {
      @Override
      public void attemptStarted(String method, String requestId) {
        events.add(method + " started");
        throw new IllegalStateException("ignored");
      }

      @Override
      public void attemptFailed(
          String method,
          String requestId,
          AttachmentException error,
          Optional<Duration> retryDelay) {
        events.add(method + " failed, retry " + retryDelay.isPresent());
      }

      @Override
      public void callSucceeded(String method, String requestId) {
        events.add(method + " succeeded");
      }
    };
  }

  @Test
  void builder_interceptorAndExecutor_areUsed() throws IOException {
    fixture.service.holds(bytes(10));
    Metadata.Key<String> trace = Metadata.Key.of("x-trace", Metadata.ASCII_STRING_MARSHALLER);
    Metadata headers = new Metadata();
    headers.put(trace, "abc");
    ExecutorService executor =
        Executors.newCachedThreadPool(task -> new Thread(task, "the caller's"));
    List<String> threads = new CopyOnWriteArrayList<>();

    try (AttachmentClient client =
        fixture
            .inProcess()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .executor(executor)
            .token(
                () -> {
                  threads.add(Thread.currentThread().getName());
                  return "14|secret";
                })
            .build()) {
      client.get(TICKET, ATTACHMENT);
    } finally {
      executor.shutdown();
    }

    assertThat(fixture.service.metadata.get(0).get(trace)).isEqualTo("abc");
    assertThat(threads).containsExactly("the caller's");
  }
}
