package com.tickiti.attachments.server.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What of an attachment's content reached a caller, also where the answer was cut.
 *
 * @param complete whether the caller takes it for a whole and right answer
 * @param bytes of the content, as far as they came
 * @param error the error told instead of bytes; empty where there was none to be read
 * @param retryAfter seconds, from the answer's head
 */
public record Delivery(
    boolean complete, ByteString bytes, String error, Optional<String> retryAfter) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String CONTENT = "\"content_base64\":\"";
  private static final String ERROR = "\"error\":\"";

  /** A part of a content that is asked for; it may go on beyond the end. */
  public record Part(int offset, int length) {
    public byte[] of(byte[] content) {
      return Arrays.copyOfRange(content, offset, Math.min(content.length, offset + length));
    }
  }

  public byte[] content() {
    return bytes.toByteArray();
  }

  /** Whether something came that is not of {@code expected}, or it seems whole and is not. */
  public boolean isWrong(byte[] expected) {
    return !ByteString.copyFrom(expected).startsWith(bytes)
        || (complete && bytes.size() != expected.length);
  }

  /** Asks the JSON API for the whole. */
  public static Delivery byJson(String httpUri, long id) throws IOException, InterruptedException {
    return byJson(httpUri, id, "");
  }

  /** Asks the JSON API for a part. */
  public static Delivery byJson(String httpUri, long id, Part part)
      throws IOException, InterruptedException {
    return byJson(httpUri, id, ",\"offset\":%d,\"length\":%d".formatted(part.offset, part.length));
  }

  /** Asks the gRPC API for a part, or the whole where {@code part} is absent. */
  public static Delivery byGrpc(GrpcCaller caller, long id, Optional<Part> part)
      throws InterruptedException {
    DownloadAttachmentRequest.Builder request =
        DownloadAttachmentRequest.newBuilder()
            .setTicketNumber("220009")
            .setResponseAttachmentId(Long.toString(id));
    part.ifPresent(
        some ->
            request.setRange(ByteRange.newBuilder().setOffset(some.offset).setLength(some.length)));
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        caller.as(TestHelpdesk.READER).downloadAttachment(request.build());
    ByteString bytes = ByteString.EMPTY;
    try {
      for (DownloadAttachmentResponse next = call.read(); next != null; next = call.read()) {
        bytes = bytes.concat(next.getChunk());
      }
      return new Delivery(true, bytes, "", Optional.empty());
    } catch (StatusException e) {
      return new Delivery(false, bytes, e.getStatus().getCode().name(), Optional.empty());
    }
  }

  private static Delivery byJson(String httpUri, long id, String more)
      throws IOException, InterruptedException {
    String body = "{\"ticket_number\":220009,\"response_attachment_id\":%d%s}".formatted(id, more);
    HttpResponse<InputStream> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(httpUri + "/api/v1/tickets/attachment"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TestHelpdesk.READER)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofInputStream());
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    boolean ended = false;
    try (InputStream in = response.body()) {
      in.transferTo(read);
      ended = true;
    } catch (IOException e) {
      // Cut: what came before counts.
    }
    String envelope = read.toString(ISO_8859_1);
    String base64 = field(CONTENT, envelope);
    return new Delivery(
        ended && response.statusCode() == 200,
        ByteString.copyFrom(
            Base64.getDecoder().decode(base64.substring(0, base64.length() / 4 * 4))),
        field(ERROR, envelope),
        response.headers().firstValue("retry-after"));
  }

  /** A string in an envelope that may be cut anywhere; empty where it is not there. */
  private static String field(String start, String envelope) {
    int from = envelope.indexOf(start);
    if (from < 0) {
      return "";
    }
    int end = envelope.indexOf('"', from + start.length());
    return envelope.substring(from + start.length(), end < 0 ? envelope.length() : end);
  }
}
