package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rates and failed authentications, over both surfaces of the whole system. Its buckets are
 * refilled so slowly that no test sees it happen; each test has tokens of its own.
 */
class LimitsIT {

  private static final int BURST = 5;
  private static final int FAILURES = 4;

  /** What refills {@link #BURST} in 5000 s, by draft-ietf-httpapi-ratelimit-headers. */
  private static final String POLICY = "\"token\";q=5;w=5000";

  private static final String BODY =
      "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"10\"}";

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static JsonCaller json;
  private static GrpcCaller grpc;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk =
        new TestHelpdesk(
            directory,
            "--token-requests-per-second=0.001",
            "--token-burst=" + BURST,
            "--address-failures-per-minute=" + FAILURES,
            "--token-failures-per-minute=" + FAILURES,
            "--trusted-proxies=127.0.0.0/8");
    json = new JsonCaller(helpdesk.server().httpUri());
    grpc = new GrpcCaller(helpdesk.server().grpcTarget());
    helpdesk.attach(10, "a.txt", "hello, world".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    grpc.close();
    helpdesk.close();
  }

  @Test
  void rate_json_countsDownInEveryAnswerAndEndsIn429() throws Exception {
    String token = newToken(100);
    String gone = "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"99\"}";

    assertAllowance(json.post(token, BODY), 200, 4);
    assertAllowance(json.post(token, gone), 404, 3);
    assertAllowance(json.post(token, "{}"), 422, 2);
    assertAllowance(json.post(token, "text/plain", BODY.getBytes(UTF_8)), 415, 1);
    assertAllowance(json.post(token, BODY), 200, 0);
    Answer refused = json.post(token, BODY);

    assertAllowance(refused, 429, 0);
    assertThat(refused.error()).isEqualTo("rate_limited");
    assertThat(Long.parseLong(String.valueOf(refused.header("retry-after"))))
        .isBetween(990L, 1000L);
  }

  @Test
  void rate_refused_comesBeforeAnyOtherCheckButTheToken() throws Exception {
    String token = newToken(101);
    for (int i = 0; i < BURST; i++) {
      assertThat(json.post(token, BODY).status()).isEqualTo(200);
    }

    assertThat(json.post(token, "text/plain", BODY.getBytes(UTF_8)).status()).isEqualTo(429);
    assertThat(json.post(token, "{}").status()).isEqualTo(429);
    assertThat(json.post("101|wrong", BODY).status()).isEqualTo(401);
  }

  @Test
  void rate_isNotUsedUpByOthers() throws Exception {
    String token = newToken(102);
    for (int i = 0; i < FAILURES; i++) {
      Answer wrong = postFrom("192.0.2.102", "102|wrong" + i);
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.header("ratelimit-policy")).isNull();
    }

    assertAllowance(postFrom("192.0.2.202", newToken(103)), 200, 4);
    assertThat(postFrom("192.0.2.102", token).status()).isEqualTo(429);
  }

  @Test
  void rate_grpc_isOneForAllFourCallsAndForJson() throws Exception {
    String token = newToken(104);
    assertThat(get(token).getAttachment().getName()).isEqualTo("a.txt");
    var unused =
        grpc.as(token)
            .listAttachments(ListAttachmentsRequest.newBuilder().setTicketNumber("220009").build());
    grpc.upload(token, upload("b.txt"), "b".getBytes(UTF_8));
    assertAllowance(json.post(token, BODY), 200, 1);
    get(token);

    for (Call call :
        List.<Call>of(
            () -> get(token),
            () -> grpc.upload(token, upload("c.txt"), new byte[1]),
            () -> grpc.as(token).listAttachments(ListAttachmentsRequest.getDefaultInstance()))) {
      StatusException thrown = catchThrowableOfType(StatusException.class, call::make);
      AttachmentError error = AttachmentError.fromThrowable(thrown);
      assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(error.reason()).isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertThat(error.retryAfterSeconds()).isBetween(990, 1000);
      assertThat(trailer(thrown, "ratelimit-policy")).isEqualTo(POLICY);
      assertRateLimit(trailer(thrown, "ratelimit"), 0);
    }
    assertThat(json.post(token, BODY).status()).isEqualTo(429);
  }

  @Test
  void failures_ofAnAddress_stopItBeforeTheDatabaseIsAsked() throws Exception {
    String owner = newToken(106);
    assertThat(postFrom("192.0.2.1", owner).status()).isEqualTo(200);
    for (int i = 0; i < FAILURES; i++) {
      assertThat(postFrom("192.0.2.1", (900 + i) + "|guess").status()).isEqualTo(401);
    }

    Answer refused = postFrom("192.0.2.1", newToken(107));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isEqualTo("15");
    assertThat(postFrom("192.0.2.2", newToken(108)).status()).isEqualTo(200);
    assertThat(postFrom("192.0.2.1", owner).status()).isEqualTo(200);
  }

  @Test
  void failures_ofATokenId_doNotLockItsOwnerOut() throws Exception {
    String owner = newToken(109);
    assertThat(postFrom("192.0.2.20", owner).status()).isEqualTo(200);
    for (int i = 0; i < FAILURES; i++) {
      assertThat(postFrom("198.51.100." + i, "109|guess" + i).status()).isEqualTo(401);
    }

    assertThat(postFrom("198.51.100.99", "109|guess").status()).isEqualTo(429);
    assertThat(postFrom("192.0.2.20", owner).status()).isEqualTo(200);
    assertThat(postFrom("192.0.2.21", owner).status()).isEqualTo(200);
  }

  @Test
  void failures_grpc_countTheAddressThatATrustedEdgeTells() {
    for (int i = 0; i < FAILURES; i++) {
      assertThat(reasonFrom("203.0.113.1", (920 + i) + "|guess"))
          .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
    }

    assertThat(reasonFrom("203.0.113.1", "930|guess"))
        .isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertThat(reasonFrom("203.0.113.2", "930|guess"))
        .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  @Test
  void failures_toldByAnyoneElse_countTheConnection(@TempDir Path other) throws Exception {
    String onlyAddresses = "--address-failures-per-minute=" + FAILURES;
    try (TestHelpdesk untrusting = new TestHelpdesk(other, onlyAddresses);
        GrpcCaller caller = new GrpcCaller(untrusting.server().grpcTarget())) {
      JsonCaller http = new JsonCaller(untrusting.server().httpUri());
      for (int i = 0; i < FAILURES / 2; i++) {
        assertThat(http.post((940 + i) + "|guess", BODY, "192.0.2." + i).status()).isEqualTo(401);
        assertThat(reasonFrom(caller, "198.51.100." + i, (950 + i) + "|guess"))
            .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
      }

      assertThat(http.post("960|guess", BODY, "192.0.2.200").status()).isEqualTo(429);
      assertThat(reasonFrom(caller, "198.51.100.200", "961|guess"))
          .isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
    }
  }

  @Test
  void authenticationWithoutAToken_isNoGuess() throws Exception {
    for (int i = 0; i < 2 * FAILURES; i++) {
      assertThat(json.post(null, BODY).status()).isEqualTo(401);
    }
    assertThat(json.post(READER, BODY).status()).isEqualTo(200);
  }

  private static void assertAllowance(Answer answer, int status, int remaining) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("ratelimit-policy")).isEqualTo(POLICY);
    assertRateLimit(answer.header("ratelimit"), remaining);
    assertThat(answer.header("ratelimit-limit")).isNull();
  }

  private static void assertRateLimit(@Nullable String rateLimit, int remaining) {
    assertThat(rateLimit).matches("\"token\";r=" + remaining + ";t=[0-9]+");
    long untilFull = Long.parseLong(String.valueOf(rateLimit).replaceAll(".*t=", ""));
    long atMost = (BURST - remaining) * 1000L;
    assertThat(untilFull).isBetween(atMost - 10, atMost);
  }

  private static String newToken(long id) {
    helpdesk
        .database()
        .sql()
        .execute(
            "INSERT INTO api_tokens (id, user_id, secret_sha256, abilities)"
                + " VALUES (?, 7, ?, '{tickets:write}')",
            id,
            BearerToken.secretSha256(SECRET));
    return id + "|" + SECRET;
  }

  private static com.tickiti.attachments.v1.GetAttachmentResponse get(String token)
      throws StatusException {
    return grpc.as(token)
        .getAttachment(
            GetAttachmentRequest.newBuilder()
                .setTicketNumber("220009")
                .setResponseAttachmentId("10")
                .build());
  }

  private static UploadHeader upload(String name) {
    return UploadHeader.newBuilder()
        .setTicketNumber("220009")
        .setResponseId("42")
        .setName(name)
        .build();
  }

  private static Answer postFrom(String address, String token) throws Exception {
    return json.post(token, BODY, address);
  }

  private static ErrorReason reasonFrom(String address, String token) {
    return reasonFrom(grpc, address, token);
  }

  /** What a call ends in that claims to be made on behalf of {@code address}. */
  private static ErrorReason reasonFrom(GrpcCaller caller, String address, String token) {
    Metadata claim = new Metadata();
    claim.put(Metadata.Key.of("x-client-address", Metadata.ASCII_STRING_MARSHALLER), address);
    AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub stub =
        caller.as(token).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(claim));
    return AttachmentError.fromThrowable(
            catchThrowableOfType(
                StatusException.class,
                () -> stub.getAttachment(GetAttachmentRequest.getDefaultInstance())))
        .reason();
  }

  private static @Nullable String trailer(StatusException thrown, String name) {
    Metadata trailers = thrown.getTrailers();
    return trailers == null
        ? null
        : trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  /** Something that may be refused. */
  @FunctionalInterface
  private interface Call {
    Object make() throws Exception;
  }
}
