package com.tickiti.attachments.server.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls the JSON API as an integrator's HTTP client does. An answer that is not as the API
 * description says is an assertion error.
 */
public final class JsonCaller {

  /** Jackson's own limit on a string, 20 million characters, is below what 25 MiB become. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(40_000_000).build())
              .build());

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  public JsonCaller(String base) {
    this.base = base;
  }

  /** Posts {@code body} to the documented endpoint. */
  public Answer post(@Nullable String token, String body) throws IOException, InterruptedException {
    return post(token, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  /** Posts {@code body} as a proxy would that was asked by {@code client}. */
  public Answer post(String token, String body, String client)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(base + "/api/v1/tickets/attachment"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .header("X-Forwarded-For", client)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Posts {@code body}, declared as {@code contentType}, to the documented endpoint. */
  public Answer post(@Nullable String token, String contentType, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/tickets/attachment"))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request.build());
  }

  /** Sends a request without a body or token. */
  public Answer send(String method, String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, BodyPublishers.noBody())
            .build());
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    return new Answer(ApiDescription.check(http.send(request, BodyHandlers.ofByteArray())));
  }

  /** What came back. */
  public record Answer(HttpResponse<byte[]> response) {

    public int status() {
      return response.statusCode();
    }

    public byte[] body() {
      return response.body();
    }

    public @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    public JsonNode json() throws IOException {
      return JSON.readTree(response.body());
    }

    public List<String> fieldNames() throws IOException {
      return json().properties().stream().map(Map.Entry::getKey).toList();
    }

    public String error() throws IOException {
      return json().path("error").asText();
    }

    public byte[] content() throws IOException {
      return Base64.getDecoder().decode(json().at("/data/content_base64").textValue());
    }

    public String withoutRequestId() throws IOException {
      return ((ObjectNode) json()).without("request_id").toString();
    }
  }
}
