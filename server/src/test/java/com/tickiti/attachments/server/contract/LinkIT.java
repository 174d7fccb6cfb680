package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Duration;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.access.LinkKey;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.LinkClaims;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub;
import com.tickiti.attachments.v1.CreateLinkRequest;
import com.tickiti.attachments.v1.CreateLinkResponse;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetTokenRequest;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.TokenServiceGrpc;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links to one attachment, which die with what let their maker download it. */
class LinkIT {

  private static final String KEY = "the key of the tests, which is long enough";
  private static final int HOSTILE = 10_000;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory, "--link-key=" + KEY);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
    helpdesk.attach(10, "a.txt", "hello".getBytes(UTF_8));
    helpdesk.attach(11, "b.txt", "other".getBytes(UTF_8));
    helpdesk.attach(12, "odd.xyz", "reviewed".getBytes(UTF_8));
    helpdesk.attach(13, "setup.exe", "blocked".getBytes(UTF_8));
    helpdesk.attach(14, "large.txt", new byte[26_214_401]);
    helpdesk.attach(15, 44, "of another ticket.txt", false, "third".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @AfterEach
  void restore() {
    helpdesk
        .database()
        .sql()
        .execute(
            """
            UPDATE api_tokens SET revoked_at = NULL WHERE id = 14;
            UPDATE queue_permissions SET can_view = true WHERE user_id = 7;
            UPDATE file_type_rules SET outcome = 'allowed' WHERE extension = 'txt';
            """);
  }

  @Test
  void link_downloadsItsAttachment() throws Exception {
    CreateLinkResponse link = link(READER, "10");

    assertThat(link.getTicketNumber()).isEqualTo("220009");
    assertThat(link.getResponseAttachmentId()).isEqualTo("10");
    assertThat(link.getSignature()).matches("[A-Za-z0-9._-]+");
    assertThat(Instant.ofEpochSecond(link.getExpiresAt().getSeconds()))
        .isBetween(Instant.now().plusSeconds(200), Instant.now().plusSeconds(301));
    assertThat(download(link.getSignature(), "10")).isEqualTo("hello");
    assertThat(download(link.getSignature(), "10")).isEqualTo("hello");
  }

  @Test
  void link_byTicketId_namesTheNumber() throws Exception {
    assertThat(
            caller
                .as(READER)
                .createLink(
                    CreateLinkRequest.newBuilder()
                        .setTicketId("1")
                        .setResponseAttachmentId("10")
                        .build())
                .getTicketNumber())
        .isEqualTo("220009");
  }

  @Test
  void link_ofALargeFile_isMade() throws Exception {
    assertThat(link(READER, "14").getSignature()).isNotEmpty();
  }

  @Test
  void link_toAnythingElse_isUnauthenticated() throws Exception {
    String signature = link(READER, "10").getSignature();
    AttachmentServiceBlockingV2Stub stub = redeeming(signature);

    assertUnauthenticated(() -> download(signature, "11"));
    assertUnauthenticated(() -> download(signature, "999"));
    assertUnauthenticated(() -> stub.downloadAttachment(request("220011", "10")).read());
    assertUnauthenticated(
        () ->
            stub.getAttachment(
                GetAttachmentRequest.newBuilder()
                    .setTicketNumber("220009")
                    .setResponseAttachmentId("10")
                    .build()));
    assertUnauthenticated(
        () ->
            stub.listAttachments(
                ListAttachmentsRequest.newBuilder().setTicketNumber("220009").build()));
    assertUnauthenticated(
        () ->
            stub.downloadArchive(
                    DownloadArchiveRequest.newBuilder().setTicketNumber("220009").build())
                .read());
    assertUnauthenticated(() -> stub.createLink(linkRequest("10").build()));
    assertUnauthenticated(
        () ->
            TokenServiceGrpc.newBlockingV2Stub(caller.channel())
                .withInterceptors(GrpcCaller.authorizedBy("Link " + signature))
                .getToken(GetTokenRequest.getDefaultInstance()));
  }

  @Test
  void link_asABearerToken_isUnauthenticated() throws Exception {
    String signature = link(READER, "10").getSignature();

    for (String token : List.of(signature, "14|" + signature)) {
      assertUnauthenticated(
          () -> caller.as(token).downloadAttachment(request("220009", "10")).read());
    }
  }

  @Test
  void link_tokenRevoked_isUnauthenticated() throws Exception {
    String signature = link(READER, "10").getSignature();
    helpdesk.database().sql().execute("UPDATE api_tokens SET revoked_at = now() WHERE id = 14");

    assertUnauthenticated(() -> download(signature, "10"));
  }

  @Test
  void link_queueWithdrawn_isForbidden() throws Exception {
    String signature = link(READER, "10").getSignature();
    helpdesk
        .database()
        .sql()
        .execute("UPDATE queue_permissions SET can_view = false WHERE user_id = 7");

    assertRefused(() -> download(signature, "10"), ErrorReason.ERROR_REASON_FORBIDDEN);
  }

  @Test
  void link_newRule_holds() throws Exception {
    String signature = link(READER, "10").getSignature();
    rule("blocked");

    assertRefused(() -> download(signature, "10"), ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
  }

  @Test
  void link_withoutAnIntent_confirmsNoneAtRedemption() throws Exception {
    String signature = link(READER, "10").getSignature();
    rule("review");

    assertRefused(
        () ->
            redeeming(signature)
                .downloadAttachment(
                    request("220009", "10").toBuilder().setIntent(Intent.INTENT_REVIEW_OK).build())
                .read(),
        ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED);
  }

  @Test
  void link_withAnIntent_carriesIt() throws Exception {
    String signature =
        caller
            .as(WRITER)
            .createLink(linkRequest("12").setIntent(Intent.INTENT_REVIEW_OK).build())
            .getSignature();

    assertThat(download(signature, "12")).isEqualTo("reviewed");
  }

  @ParameterizedTest
  @CsvSource({
    "12, ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED",
    "13, ERROR_REASON_ATTACHMENT_BLOCKED",
    "15, ERROR_REASON_NOT_FOUND",
    "'', ERROR_REASON_VALIDATION_FAILED"
  })
  void createLink_whatADownloadWouldMeet_isTold(String id, ErrorReason reason) {
    assertRefused(() -> link(READER, id), reason);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3601, 0", "3600, 1", "-1, 0", "5, -1", "9223372036854775807, 0"})
  void createLink_expiresOutOfBounds_isInvalid(long seconds, int nanos) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () ->
                caller
                    .as(READER)
                    .createLink(
                        linkRequest("10")
                            .setExpiresIn(Duration.newBuilder().setSeconds(seconds).setNanos(nanos))
                            .build()))
        .satisfies(
            thrown ->
                assertThat(AttachmentError.fromThrowable(thrown).violations())
                    .containsOnlyKeys("expires_in"));
  }

  @Test
  void link_forgedAlteredOrStale_isUnauthenticated() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String right = link(READER, "10").getSignature();
    List<String> links = new ArrayList<>();
    while (links.size() < HOSTILE) {
      String link = hostile(right, random);
      if (!link.equals(right)) {
        links.add(link);
      }
    }

    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> served =
        threads.invokeAll(links.stream().<Callable<Boolean>>map(l -> () -> isServed(l)).toList());
    threads.shutdown();

    for (int i = 0; i < HOSTILE; i++) {
      assertThat(served.get(i).get()).as("seed %s: %s", seed, links.get(i)).isFalse();
    }
    assertThat(isServed(right)).isTrue();
  }

  private static String hostile(String right, Random random) {
    BearerToken token = BearerToken.parse("Bearer " + READER).orElseThrow();
    long soon = System.currentTimeMillis() + 60_000;
    LinkClaims claims = new LinkClaims(14, 1, 10, false, soon);
    LinkKey key = new LinkKey(KEY.getBytes(UTF_8));
    return switch (random.nextInt(8)) {
      case 0 -> flipped(right, random);
      case 1 -> right.substring(0, random.nextInt(right.length()));
      case 2 -> {
        byte[] other = new byte[32];
        random.nextBytes(other);
        yield SignedLink.text(claims, token, new LinkKey(other));
      }
      case 3 -> {
        BearerToken guess = BearerToken.parse("Bearer 14|" + random.nextLong()).orElseThrow();
        yield SignedLink.text(claims, guess, key);
      }
      case 4 ->
          SignedLink.text(
              new LinkClaims(
                  14, 1, 10, random.nextBoolean(), soon - 60_001 - random.nextInt(100_000)),
              token,
              key);
      case 5 ->
          SignedLink.text(
              new LinkClaims(14, 1 + random.nextInt(9), 11 + random.nextInt(9), false, soon),
              token,
              key);
      case 6 -> {
        String other =
            SignedLink.text(
                new LinkClaims(14, 1, 10, random.nextBoolean(), soon + random.nextInt()),
                token,
                key);
        yield other.substring(0, other.indexOf('.')) + right.substring(right.indexOf('.'));
      }
      default ->
          SignedLink.text(
              new LinkClaims(1_000 + random.nextInt(99), 1, 10, false, soon), token, key);
    };
  }

  private static String flipped(String text, Random random) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    StringBuilder flipped = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(3); i++) {
      flipped.setCharAt(
          random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return flipped.toString();
  }

  private static boolean isServed(String signature) throws InterruptedException {
    try {
      redeeming(signature)
          .downloadAttachment(request("220009", "10").toBuilder().setHeaderOnly(true).build())
          .read();
      return true;
    } catch (StatusException e) {
      assertThat(AttachmentError.fromThrowable(e).reason())
          .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
      return false;
    }
  }

  private static void rule(String outcome) {
    helpdesk
        .database()
        .sql()
        .execute("UPDATE file_type_rules SET outcome = ? WHERE extension = 'txt'", outcome);
  }

  private static CreateLinkResponse link(String token, String attachment) throws StatusException {
    return caller.as(token).createLink(linkRequest(attachment).build());
  }

  private static CreateLinkRequest.Builder linkRequest(String attachment) {
    return CreateLinkRequest.newBuilder()
        .setTicketNumber("220009")
        .setResponseAttachmentId(attachment);
  }

  private static DownloadAttachmentRequest request(String ticket, String attachment) {
    return DownloadAttachmentRequest.newBuilder()
        .setTicketNumber(ticket)
        .setResponseAttachmentId(attachment)
        .build();
  }

  private static AttachmentServiceBlockingV2Stub redeeming(String signature) {
    return AttachmentServiceGrpc.newBlockingV2Stub(caller.channel())
        .withInterceptors(GrpcCaller.authorizedBy("Link " + signature));
  }

  private static String download(String signature, String attachment) throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        redeeming(signature).downloadAttachment(request("220009", attachment));
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (var message = call.read(); message != null; message = call.read()) {
      content.write(message.getChunk().toByteArray());
    }
    return content.toString(UTF_8);
  }

  private static void assertUnauthenticated(ThrowingCallable call) {
    assertRefused(call, ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  private static void assertRefused(ThrowingCallable call, ErrorReason reason) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(call)
        .satisfies(
            thrown -> assertThat(AttachmentError.fromThrowable(thrown).reason()).isEqualTo(reason));
  }
}
