package com.tickiti.attachments.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.tickiti.attachments.edge.openapi.OpenApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI document, against which every answer of the contract suite is held: its status, its
 * headers, and its body, which may have no field that is not described. Thread-safe.
 */
final class ApiDescription {

  private static final String ERROR = "/components/schemas/Error";

  /** Jackson's own limit on a string, 20 million characters, is below what 25 MiB become. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(40_000_000).build())
              .build());

  private static final JsonNode DOCUMENT = document();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

  private ApiDescription() {}

  private static JsonNode document() {
    try {
      JsonNode document = JSON.readTree(OpenApiDocument.json());
      close(document);
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Allows no other properties than those described. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ApiDescription::close);
  }

  /** Returns the answer if it is as described. */
  static HttpResponse<byte[]> check(HttpResponse<byte[]> answer) throws IOException {
    String method = answer.request().method().toLowerCase(Locale.ROOT);
    String path = answer.uri().getPath();
    String template = template(path);
    JsonNode operation = DOCUMENT.path("paths").path(template).path(method);
    if (operation.isMissingNode()) {
      boolean health = path.equals("/readyz"); // names components, too
      if (answer.statusCode() >= 400 && !method.equals("head") && !health) {
        requireValid(ERROR, answer);
      }
      return answer;
    }
    JsonNode described = operation.path("responses").path("" + answer.statusCode());
    assertThat(described.isMissingNode())
        .as("%s %s answers %s, which is not described", method, path, answer.statusCode())
        .isFalse();
    String pointer =
        "/paths/%s/%s/responses/%d".formatted(escaped(template), method, answer.statusCode());
    if (described.has("$ref")) {
      pointer = described.get("$ref").textValue().substring(1);
      described = DOCUMENT.at(pointer);
    }
    checkHeaders(described, answer);
    checkBody(described.path("content"), pointer, answer);
    return answer;
  }

  /** The path of the document that {@code path} is one of; itself if there is none. */
  private static String template(String path) {
    String known = path.length() > 1 && path.endsWith("/") ? path.replaceFirst("/$", "") : path;
    for (Iterator<String> paths = DOCUMENT.get("paths").fieldNames(); paths.hasNext(); ) {
      String template = paths.next();
      if (known.matches(template.replaceAll("\\{[a-z]+}", "[^/]+"))) {
        return template;
      }
    }
    return path;
  }

  private static String escaped(String template) {
    return template.replace("/", "~1");
  }

  private static void checkHeaders(JsonNode described, HttpResponse<byte[]> answer) {
    boolean multipart = type(answer).startsWith("multipart/");
    for (Iterator<String> names = described.path("headers").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!(multipart && name.equals("Content-Range"))) { // each part has its own
        assertThat(answer.headers().firstValue(name)).as("header %s", name).isPresent();
      }
    }
  }

  private static void checkBody(JsonNode content, String pointer, HttpResponse<byte[]> answer)
      throws IOException {
    if (content.isEmpty() || answer.request().method().equals("HEAD")) {
      assertThat(answer.body()).isEmpty();
    } else if (content.has("application/json")) {
      assertThat(type(answer)).isEqualTo("application/json");
      JsonNode schema = content.at("/application~1json/schema");
      requireValid(
          schema.has("$ref")
              ? schema.get("$ref").textValue().substring(1)
              : pointer + "/content/application~1json/schema",
          answer);
    }
  }

  private static void requireValid(String pointer, HttpResponse<byte[]> answer) throws IOException {
    JsonSchema schema =
        KNOWN.computeIfAbsent(
            pointer,
            where ->
                SCHEMAS.getSchema(
                    DOCUMENT.at(where),
                    SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build()));
    assertThat(schema.validate(JSON.readTree(answer.body())))
        .as("%s %s: %s", answer.request().method(), answer.uri().getPath(), pointer)
        .isEmpty();
  }

  private static String type(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("content-type").orElse("");
  }
}
