package com.tickiti.attachments.server.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.trust.AccessCase.Dimension;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Combinations of what decides on a download, asked for over the wire and held against {@link
 * AccessTable}. Each row of the table gets as many, since nearly all combinations meet its first.
 */
@Tag("trust")
class AuthorisationMatrixIT {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** What only a caller who is served may learn. */
  private static final Pattern GIVEN_AWAY =
      Pattern.compile("content_base64|sha256|[0-9a-f]{64}|" + AccessHelpdesk.NAME_MARK);

  @TempDir private static Path directory;
  private static AccessHelpdesk helpdesk;
  private static GrpcCaller grpc;
  private static final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new AccessHelpdesk(directory);
    grpc = new GrpcCaller(helpdesk.helpdesk().server().grpcTarget());
  }

  @AfterAll
  static void close() throws IOException {
    grpc.close();
    helpdesk.close();
  }

  @Test
  void download_sampledCombinations_areWhatTheTableSays() throws Exception {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    Random random = new Random(seed);
    Map<AccessTable.Row, List<AccessCase>> byRow =
        AccessCase.all().collect(Collectors.groupingBy(AccessTable::rowFor));
    int count = TrustRun.count(300, 5_004);
    List<String> leaks = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      AccessTable.Row row = AccessTable.rows().get(n % AccessTable.rows().size());
      List<AccessCase> cases = byRow.getOrDefault(row, List.of());
      Sample sample = Sample.of(cases.get(random.nextInt(cases.size())), random);
      String expected = row.serves() ? served(sample) : row.status() + " " + row.error();
      String json = json(sample);
      if (!json.equals(expected)) {
        leaks.add("JSON " + sample + ": " + json + ", not " + expected);
      }
      String overGrpc = grpc(sample);
      if (!overGrpc.equals(expected)) {
        leaks.add("gRPC " + sample + ": " + overGrpc + ", not " + expected);
      }
    }

    assertNone(leaks, "over the wire, JSON and gRPC each", count, seed, start);
  }

  @Test
  void otherEndpoints_sampledCombinations_areWhatTheTableSays() throws Exception {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    Random random = new Random(seed);
    List<AccessCase> all = AccessCase.all().toList();
    int rounds = TrustRun.count(5, 250);
    int count = 0;
    List<String> leaks = new ArrayList<>();
    for (EndpointCall call : EndpointCall.values()) {
      Map<AccessTable.Row, List<AccessCase>> byRow =
          all.stream()
              .filter(call::canAsk)
              .collect(Collectors.groupingBy(c -> AccessTable.rowFor(call.decisive(c))));
      for (Map.Entry<AccessTable.Row, List<AccessCase>> row : byRow.entrySet()) {
        for (int n = 0; n < rounds; n++) {
          AccessCase combination = row.getValue().get(random.nextInt(row.getValue().size()));
          String leak = leak(call, Sample.of(combination, random), row.getKey());
          if (!leak.isEmpty()) {
            leaks.add(call + " " + combination + ": " + leak + ", not " + row.getKey());
          }
          count++;
        }
      }
    }

    assertNone(leaks, "over the wire, every other endpoint", count, seed, start);
  }

  private static void assertNone(
      List<String> leaks, String how, int count, long seed, long startNanos) {
    TrustRun.report(
        "authorisation: " + how,
        count,
        leaks.size() + " leaks",
        "0 leaks",
        seed,
        Duration.ofNanos(System.nanoTime() - startNanos));
    assertThat(leaks).as("seed %s", seed).isEmpty();
  }

  /** What an answer has that it must not; empty where it is as the row says. */
  private static String leak(EndpointCall call, Sample sample, AccessTable.Row row)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        call.send(
            helpdesk.helpdesk().server().httpUri(),
            sample.authorization(),
            AccessHelpdesk.ticketField(sample.combination()),
            sample.attachment(),
            sample.intent(),
            row.serves());
    int status = answer.statusCode();
    if (row.serves()) {
      int redeemed =
          call == EndpointCall.LINK && status == 200 ? EndpointCall.redeem(answer.body()) : 206;
      return (status == 200 || status == 206) && redeemed == 206 ? "" : status + ", " + redeemed;
    }
    String text = new String(answer.body(), UTF_8);
    return status == row.status()
            && text.contains("\"error\":\"" + row.error() + "\"")
            && !GIVEN_AWAY.matcher(text).find()
        ? ""
        : status + " " + text;
  }

  /**
   * What a caller who is served gets: the right name, and bytes of the digest that goes with it.
   */
  private static String served(Sample sample) {
    Digest digest = helpdesk.digest(sample.spelling(), sample.exactlyTheLimit());
    return String.join(
        " ", AccessHelpdesk.NAME_MARK + sample.spelling().fileName, digest.hex(), digest.hex());
  }

  private static String json(Sample sample) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(helpdesk.helpdesk().server().httpUri() + "/api/v1/tickets/attachment"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(sample.body()));
    if (sample.authorization() != null) {
      request.header("Authorization", sample.authorization());
    }
    Answer answer = new Answer(http.send(request.build(), BodyHandlers.ofByteArray()));
    JsonNode json = answer.json();
    if (answer.status() == 200) {
      JsonNode data = json.get("data");
      return String.join(
          " ",
          data.get("name").textValue(),
          data.get("sha256").textValue(),
          Digest.of(Digest.sha256().digest(answer.content())).hex());
    }
    String text = new String(answer.body(), UTF_8);
    boolean sizeTold = json.has("data");
    return answer.status()
        + " "
        + answer.error()
        + (GIVEN_AWAY.matcher(text).find() ? " that gives away " + text : "")
        + (sizeTold == (answer.status() == 413) ? "" : " with the wrong data " + text);
  }

  private static String grpc(Sample sample) throws Exception {
    AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub stub =
        AttachmentServiceGrpc.newBlockingV2Stub(grpc.channel());
    if (sample.authorization() != null) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, sample.authorization());
      stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        stub.downloadAttachment(sample.message());
    DownloadAttachmentResponse first;
    try {
      first = call.read();
    } catch (StatusException e) {
      return refusal(e);
    }
    Attachment attachment = first.getHeader().getAttachment();
    MessageDigest content = Digest.sha256();
    for (var next = call.read(); next != null; next = call.read()) {
      content.update(next.getChunk().asReadOnlyByteBuffer());
    }
    return String.join(
        " ", attachment.getName(), attachment.getSha256(), Digest.of(content.digest()).hex());
  }

  private static String refusal(StatusException thrown) {
    AttachmentError error = AttachmentError.fromThrowable(thrown);
    String text = error.message() + error.metadata();
    Status.Code code = Status.fromCodeValue(error.spec().getGrpcCode().getNumber()).getCode();
    return error.spec().getHttpStatus()
        + " "
        + error.spec().getWireName()
        + (thrown.getStatus().getCode() == code ? "" : " as " + thrown.getStatus())
        + (GIVEN_AWAY.matcher(text).find() ? " that gives away " + text : "")
        + (error.metadata().isEmpty() == (error.spec().getHttpStatus() == 413)
            ? " with the wrong metadata " + text
            : "");
  }

  /**
   * A combination as it is asked for.
   *
   * @param combination of what decides
   * @param spelling of the rule
   * @param exactlyTheLimit whether a size within the limit is the limit
   * @param authorization the header; {@code null} for none
   * @param intent the JSON field, with a comma in front; empty for none
   */
  private record Sample(
      AccessCase combination,
      RuleSpelling spelling,
      boolean exactlyTheLimit,
      @Nullable String authorization,
      String intent) {

    static Sample of(AccessCase combination, Random random) {
      List<RuleSpelling> spellings = RuleSpelling.of(combination);
      return new Sample(
          combination,
          spellings.get(random.nextInt(spellings.size())),
          random.nextInt(8) == 0,
          AccessHelpdesk.authorization(combination, random),
          switch (combination.get(Dimension.INTENT)) {
            case "absent" -> "";
            case "null" -> ",\"intent\":null";
            case "other" ->
                ",\"intent\":\"%s\""
                    .formatted(
                        List.of("REVIEW_OK", "review_ok ", "yes", "").get(random.nextInt(4)));
            default -> ",\"intent\":\"review_ok\"";
          });
    }

    String body() {
      return "{%s,\"response_attachment_id\":\"%s\"%s}"
          .formatted(AccessHelpdesk.ticketField(combination), attachment(), intent);
    }

    DownloadAttachmentRequest message() {
      List<String> ticket =
          List.of(AccessHelpdesk.ticketField(combination).replace("\"", "").split(":", -1));
      DownloadAttachmentRequest.Builder message =
          DownloadAttachmentRequest.newBuilder()
              .setResponseAttachmentId(attachment())
              .setIntentValue(
                  switch (combination.get(Dimension.INTENT)) {
                    case "absent", "null" -> 0;
                    case "review_ok" -> 1;
                    default -> 2;
                  });
      return ticket.get(0).equals("ticket_id")
          ? message.setTicketId(ticket.get(1)).build()
          : message.setTicketNumber(ticket.get(1)).build();
    }

    private String attachment() {
      return AccessHelpdesk.attachment(combination, spelling, exactlyTheLimit);
    }
  }
}
