package com.tickiti.attachments.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Calls every endpoint of the edge as a plain HTTP client does. An answer that is not as the API
 * description says is an assertion error.
 */
final class ApiCaller {

  static final String LIST_ATTACHMENTS = "/api/v1/tickets/attachments";
  static final String SHOW = "/api/v1/tickets/show";
  static final String RESPONSES = "/api/v1/tickets/responses";
  static final String TOKEN = "/api/v1/token";
  static final String LINK = "/api/v1/tickets/attachment/link";
  static final String UPLOAD = "/api/v1/tickets/attachment-upload";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  ApiCaller(String base) {
    this.base = base;
  }

  /** What came back. */
  record Reply(HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    byte[] body() {
      return response.body();
    }

    JsonNode json() throws IOException {
      return JSON.readTree(response.body());
    }

    JsonNode data() throws IOException {
      return json().get("data");
    }

    String error() throws IOException {
      return json().path("error").asText();
    }

    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }
  }

  Reply post(String path, @Nullable String token, String body) throws Exception {
    return post(path, token, "application/json", body);
  }

  Reply post(String path, @Nullable String token, String contentType, String body)
      throws Exception {
    return send(
        request(path, token)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body)));
  }

  /** GET with pairs of header names and values. */
  Reply get(String path, @Nullable String token, String... headers) throws Exception {
    HttpRequest.Builder request = request(path, token);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Reply head(String path, String token) throws Exception {
    return send(request(path, token).method("HEAD", BodyPublishers.noBody()));
  }

  /** Uploads as a form; fields are pairs of names and values, and come before the file. */
  Reply upload(
      @Nullable String token,
      @Nullable String idempotencyKey,
      String fileName,
      byte[] content,
      String... fields)
      throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      body.writeBytes(part("name=\"" + fields[i] + "\"", fields[i + 1]));
    }
    body.writeBytes(part("name=\"file\"; filename=\"" + fileName + "\"", ""));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] head = body.toByteArray();
    whole.write(head, 0, head.length - 2); // the line end behind an empty value
    whole.writeBytes(content);
    whole.writeBytes("\r\n--boundary--\r\n".getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        request(UPLOAD, token)
            .header("Content-Type", "multipart/form-data; boundary=boundary")
            .POST(BodyPublishers.ofByteArray(whole.toByteArray()));
    return send(
        idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey));
  }

  private static byte[] part(String disposition, String value) {
    return ("--boundary\r\nContent-Disposition: form-data; "
            + disposition
            + "\r\n\r\n"
            + value
            + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new Reply(ApiDescription.check(http.send(request.build(), BodyHandlers.ofByteArray())));
  }
}
