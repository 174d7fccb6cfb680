package com.tickiti.attachments.server.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.tickiti.attachments.server.trust.AccessCase.Dimension;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The edge's calls beside the documented download. Each names what decides on it; all else of a
 * combination must not matter, which is why {@link #decisive} makes it harmless.
 */
enum EndpointCall {
  SHOW("/api/v1/tickets/show", Decides.TICKET),
  RESPONSES("/api/v1/tickets/responses", Decides.TICKET),
  ATTACHMENTS("/api/v1/tickets/attachments", Decides.TICKET),
  LINK("/api/v1/tickets/attachment/link", Decides.ATTACHMENT),
  UPLOAD("/api/v1/tickets/attachment-upload", Decides.TICKET),
  TOKEN("/api/v1/token", ImmutableList.of()),
  BYTES("/tickets/%s/attachments/%s", Decides.ATTACHMENT),
  ARCHIVE("/tickets/%s/attachments.zip", Decides.TICKET);

  /** The dimensions that matter to a call, beside token and user. */
  private static final class Decides {
    static final ImmutableList<Dimension> TICKET =
        ImmutableList.of(Dimension.QUEUE, Dimension.TICKET);
    static final ImmutableList<Dimension> ATTACHMENT =
        ImmutableList.of(
            Dimension.QUEUE,
            Dimension.TICKET,
            Dimension.ATTACHMENT,
            Dimension.RULE,
            Dimension.INTENT,
            Dimension.INLINE,
            Dimension.BLOB);
  }

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What meets no refusal. */
  private static final Map<Dimension, String> HARMLESS =
      Map.of(
          Dimension.QUEUE, "visible",
          Dimension.TICKET, "by_number",
          Dimension.ATTACHMENT, "own",
          Dimension.RULE, "allowed",
          Dimension.INTENT, "absent",
          Dimension.INLINE, "no",
          Dimension.SIZE, "within",
          Dimension.BLOB, "present");

  private final String path;
  private final ImmutableList<Dimension> dimensions;

  EndpointCall(String path, ImmutableList<Dimension> dimensions) {
    this.path = path;
    this.dimensions = dimensions;
  }

  /** The combination whose row of {@link AccessTable} tells what this call is answered. */
  AccessCase decisive(AccessCase combination) {
    Map<Dimension, String> values = new EnumMap<>(combination.values());
    HARMLESS.forEach(
        (dimension, harmless) -> {
          if (!dimensions.contains(dimension)) {
            values.put(dimension, harmless);
          }
        });
    if (this == UPLOAD && combination.is(Dimension.TOKEN, "read")) {
      values.put(Dimension.TOKEN, "no_ability");
    }
    if (this == TOKEN) {
      values.put(Dimension.USER, "staff");
      values.replace(Dimension.TOKEN, "no_ability", "read");
    }
    return new AccessCase(values);
  }

  /** Whether it can ask for such a ticket: a path has the number only. */
  boolean canAsk(AccessCase combination) {
    return !path.startsWith("/tickets/") || !combination.is(Dimension.TICKET, "by_id");
  }

  /**
   * Asks for a combination.
   *
   * @param ticket as a JSON field
   * @param attachment as in a request
   * @param intent as a JSON field with a comma in front, or nothing
   */
  HttpResponse<byte[]> send(
      String base,
      @Nullable String authorization,
      String ticket,
      String attachment,
      String intent,
      boolean serves)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target(ticket, attachment, intent)));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    switch (this) {
      case UPLOAD -> upload(request, ticket);
      case BYTES -> request.header("Range", "bytes=0-0");
      // What is in it is of no concern here, and it is large.
      case ARCHIVE -> request.method(serves ? "HEAD" : "GET", BodyPublishers.noBody());
      default ->
          request
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      "{%s,\"response_attachment_id\":\"%s\"%s}"
                          .formatted(ticket, attachment, intent)));
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** What the link in an answer is answered without a token. */
  static int redeem(byte[] answer) throws IOException, InterruptedException {
    URI url = URI.create(JSON.readTree(answer).at("/data/url").textValue());
    HttpRequest request = HttpRequest.newBuilder(url).header("Range", "bytes=0-0").build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }

  private String target(String ticket, String attachment, String intent) {
    String number = ticket.replaceAll("[^0-9]", "");
    String[] words = intent.split("\"", -1);
    String query = words.length > 3 ? "?intent=" + URLEncoder.encode(words[3], UTF_8) : "";
    return switch (this) {
      case BYTES -> path.formatted(number, URLEncoder.encode(attachment, UTF_8)) + query;
      case ARCHIVE -> path.formatted(number);
      default -> path;
    };
  }

  /** With one key, so that one file is attached, however often it may. */
  private static void upload(HttpRequest.Builder request, String ticket) {
    String[] field = ticket.replace("\"", "").split(":", -1);
    String form =
        part("name=\"" + field[0] + "\"", field[1])
            + part("name=\"response_id\"", "101")
            + part("name=\"file\"; filename=\"a.txt\"", "hello")
            + "--b--\r\n";
    request
        .header("Content-Type", "multipart/form-data; boundary=b")
        .header("Idempotency-Key", "matrix-" + field[0])
        .POST(BodyPublishers.ofString(form));
  }

  private static String part(String disposition, String value) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n";
  }
}
