package com.tickiti.attachments.server.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.process.JarProcess;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.Intent;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks a demo server for its own cases at random, over HTTP/1.1 and gRPC, some of them as ranges
 * and some given up midway. Not thread-safe.
 */
public final class MixedCaller implements AutoCloseable {

  /**
   * One in so many of the largest file's is really asked for: it is a thousand times the others.
   */
  private static final int LARGEST_IN = 8;

  private static final int GIVEN_UP_IN = 20;
  private static final int RANGE_IN = 10;
  private static final int MAX_RANGE_BYTES = 100_000;
  private static final String LARGEST = "exactly 25 MiB";
  private static final String TOO_LARGE = "one byte above 25 MiB";

  private final JarProcess.Ready server;
  private final JsonNode tokens;
  private final List<JsonNode> cases;
  private final JsonNode tooLarge;
  private final Random random;
  private final GrpcCaller grpc;
  private KeepAliveCaller http;

  public MixedCaller(JarProcess.Ready server, JsonNode description, Random random)
      throws IOException {
    this.server = server;
    this.tokens = description.get("tokens");
    this.cases = StreamSupport.stream(description.get("cases").spliterator(), false).toList();
    this.tooLarge =
        cases.stream().filter(one -> name(one).equals(TOO_LARGE)).findFirst().orElseThrow();
    this.random = random;
    this.grpc = new GrpcCaller(server.grpc());
    this.http = new KeepAliveCaller(server.http());
  }

  /** Asks {@code count} times; returns what was answered wrongly. */
  public List<String> call(int count) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      JsonNode asked = next();
      String answer = once(asked);
      if (!answer.isEmpty()) {
        wrong.add(name(asked) + ": " + answer);
      }
    }
    return wrong;
  }

  @Override
  public void close() throws Exception {
    http.close();
    grpc.close();
    grpc.channel().awaitTermination(10, TimeUnit.SECONDS);
  }

  private JsonNode next() {
    if (random.nextInt(RANGE_IN) == 0) {
      return range();
    }
    JsonNode any = cases.get(random.nextInt(cases.size()));
    return name(any).equals(LARGEST) && random.nextInt(LARGEST_IN) > 0 ? next() : any;
  }

  /** A part of the file that is too large for anything but ranges. */
  private JsonNode range() {
    ObjectNode range = tooLarge.deepCopy();
    range.put("status", 200).putNull("sha256");
    range
        .withObject("/body")
        .put("offset", random.nextInt(20_000_000))
        .put("length", 1 + random.nextInt(MAX_RANGE_BYTES));
    return range;
  }

  private String once(JsonNode asked) throws Exception {
    int status = asked.get("status").intValue();
    JsonNode tokenName = asked.get("token");
    String token = tokenName.isNull() ? null : tokens.get(tokenName.textValue()).textValue();
    boolean givenUp = random.nextInt(GIVEN_UP_IN) == 0;
    // What is malformed in JSON has no like in messages.
    if (random.nextBoolean() && status != 422 && token != null) {
      return overGrpc(asked, token, status, givenUp);
    }
    byte[] request = KeepAliveCaller.request(token, asked.get("body").toString());
    if (givenUp) {
      http.abandon(request);
      http = new KeepAliveCaller(server.http());
      return "";
    }
    int answered = http.exchange(request);
    return answered == status ? "" : answered + " over HTTP, not " + status;
  }

  private String overGrpc(JsonNode asked, String token, int status, boolean givenUp)
      throws Exception {
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        grpc.as(token).downloadAttachment(message(asked.get("body")));
    MessageDigest content = Digest.sha256();
    try {
      for (var next = call.read(); next != null; next = call.read()) {
        if (givenUp) {
          call.cancel("given up", null);
          return "";
        }
        content.update(next.getChunk().asReadOnlyByteBuffer());
      }
    } catch (StatusException e) {
      int answered = AttachmentError.fromThrowable(e).spec().getHttpStatus();
      return answered == status ? "" : answered + " over gRPC, not " + status;
    }
    @Nullable String sha256 = asked.get("sha256").textValue();
    String found = Digest.of(content.digest()).hex();
    return status == 200 && (sha256 == null || sha256.equals(found)) ? "" : "content " + found;
  }

  private static DownloadAttachmentRequest message(JsonNode body) {
    DownloadAttachmentRequest.Builder message =
        DownloadAttachmentRequest.newBuilder()
            .setResponseAttachmentId(body.get("response_attachment_id").asText());
    if (body.has("ticket_id")) {
      message.setTicketId(body.get("ticket_id").asText());
    } else {
      message.setTicketNumber(body.get("ticket_number").asText());
    }
    if (body.path("intent").asText().equals("review_ok")) {
      message.setIntent(Intent.INTENT_REVIEW_OK);
    }
    if (body.has("offset")) {
      message.setRange(
          ByteRange.newBuilder()
              .setOffset(body.get("offset").longValue())
              .setLength(body.get("length").longValue()));
    }
    return message.build();
  }

  private static String name(JsonNode one) {
    return one.get("name").textValue();
  }
}
