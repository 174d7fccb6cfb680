package com.tickiti.attachments.edge.openapi;

import static com.tickiti.attachments.edge.openapi.ErrorResponses.header;
import static com.tickiti.attachments.edge.openapi.Schemas.described;
import static com.tickiti.attachments.edge.openapi.Schemas.object;

import com.linecorp.armeria.common.HttpMethod;
import com.tickiti.attachments.edge.endpoint.Answer;
import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.json.JsonTree;
import com.tickiti.attachments.edge.json.RequestField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The OpenAPI 3.1 document of the JSON API. */
public final class OpenApiDocument {

  private static final String SIGNATURE = "signature";

  private final ProtoComments comments = new ProtoComments();
  private final Schemas schemas = new Schemas(comments);

  private OpenApiDocument() {}

  /** The document as UTF-8. */
  public static byte[] json() {
    return JsonTree.write(new OpenApiDocument().tree());
  }

  private Map<String, Object> tree() {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (Endpoint<?, ?> endpoint : Endpoints.ALL) {
      paths.put(endpoint.path(), pathItem(endpoint));
    }
    return object(
        "openapi", "3.1.0",
        "info",
            object(
                "title",
                "Tickiti attachments",
                "version",
                "1.0.0",
                "license",
                license(),
                "description",
                "Finds, downloads and adds the attachments of helpdesk tickets. Every answer"
                    + " but raw bytes is JSON, errors too. The first check that fails answers:"
                    + " token, content type, ability, staff, body, ticket, queue, attachment,"
                    + " blocked, review, size, file."),
        "servers", List.of(object("url", "/", "description", "The server of this document.")),
        "security", List.of(object("bearer", List.of())),
        "paths", paths,
        "components", components());
  }

  private static Map<String, Object> license() {
    return object("name", "All rights reserved", "identifier", "LicenseRef-All-rights-reserved");
  }

  private static Map<String, Object> components() {
    return object(
        "securitySchemes",
            object(
                "bearer",
                    object(
                        "type", "http",
                        "scheme", "bearer",
                        "description", "A token, `<id>|<secret>`."),
                "link",
                    object(
                        "type", "apiKey",
                        "in", "query",
                        "name", SIGNATURE,
                        "description", "The signature of a link, in place of a token.")),
        "headers",
            object(
                "X-Request-Id", header("string", "Finds the request in the logs."),
                "ETag", header("string", "A strong validator of the bytes."),
                "Repr-Digest", header("string", "SHA-256 of the whole file (RFC 9530)."),
                "Content-Disposition", header("string", "The name to save under (RFC 6266)."),
                "Accept-Ranges", header("string", "`bytes`."),
                "Content-Range", header("string", "The part that follows (RFC 9110, 14.4).")),
        "responses", ErrorResponses.components(),
        "schemas", object("Error", ErrorResponses.schema()));
  }

  private Map<String, Object> pathItem(Endpoint<?, ?> endpoint) {
    Map<String, Object> item = new LinkedHashMap<>();
    for (HttpMethod method : endpoint.methods()) {
      item.put(method.name().toLowerCase(Locale.ROOT), operation(endpoint, method));
    }
    return item;
  }

  private Map<String, Object> operation(Endpoint<?, ?> endpoint, HttpMethod method) {
    boolean head = method == HttpMethod.HEAD;
    Map<String, Object> operation =
        object(
            "operationId",
            head ? endpoint.name() + "Head" : endpoint.name(),
            "summary",
            endpoint.sentence());
    String comment = comments.of(endpoint.rpc().getFullMethodName().replace('/', '.'));
    if (!comment.isEmpty()) {
      operation.put("description", withoutErrors(comment));
    }
    List<Object> parameters = parameters(endpoint);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    if (endpoint.fields().stream().anyMatch(field -> field.name().equals(SIGNATURE))) {
      operation.put("security", List.of(object("bearer", List.of()), object("link", List.of())));
    }
    if (endpoint.body() != Endpoint.Body.NONE) {
      operation.put("requestBody", requestBody(endpoint));
    }
    Map<String, Object> responses = successes(endpoint, head);
    responses.putAll(ErrorResponses.of(endpoint));
    operation.put("responses", responses);
    return operation;
  }

  /** The responses of the operation list them. */
  private static String withoutErrors(String comment) {
    int errors = comment.indexOf(" Errors: ");
    return errors < 0 ? comment : comment.substring(0, errors);
  }

  private static List<Object> parameters(Endpoint<?, ?> endpoint) {
    List<Object> parameters = new ArrayList<>();
    if (endpoint.body() == Endpoint.Body.MULTIPART) {
      parameters.add(
          parameter("Idempotency-Key", "header", false, "Makes repeating the upload safe."));
    }
    if (endpoint.body() != Endpoint.Body.NONE) {
      return parameters;
    }
    for (RequestField field : endpoint.fields()) {
      if (!field.name().equals(SIGNATURE)) {
        boolean inPath = endpoint.path().contains("{" + field.name() + "}");
        Map<String, Object> parameter =
            parameter(field.name(), inPath ? "path" : "query", inPath, field.sentence());
        String example = Examples.of(field);
        if (example != null) {
          parameter.put("example", example);
        }
        parameters.add(parameter);
      }
    }
    parameters.add(parameter("Range", "header", false, "The parts wanted (RFC 9110, 14.2)."));
    parameters.add(parameter("If-Range", "header", false, "The ETag that the ranges are of."));
    parameters.add(
        parameter("If-None-Match", "header", false, "The ETags that are known already."));
    return parameters;
  }

  private static Map<String, Object> parameter(
      String name, String in, boolean required, String description) {
    return object(
        "name", name,
        "in", in,
        "required", required,
        "description", description,
        "schema", object("type", "string"));
  }

  private static Map<String, Object> requestBody(Endpoint<?, ?> endpoint) {
    Map<String, Object> content = object("schema", Schemas.request(endpoint.fields()));
    String type = "multipart/form-data";
    if (endpoint.body() == Endpoint.Body.JSON) {
      type = "application/json";
      content.put("example", Examples.of(endpoint.fields()));
    }
    return object("required", true, "content", object(type, content));
  }

  private Map<String, Object> successes(Endpoint<?, ?> endpoint, boolean head) {
    if (!(endpoint.answer() instanceof Answer.Bytes bytes)) {
      return object(
          "200",
          object(
              "description",
              "Success.",
              "headers",
              object("X-Request-Id", reference("X-Request-Id")),
              "content",
              object("application/json", object("schema", schemas.success(endpoint.answer())))));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put("200", bytes(bytes, "The whole.", head, "Accept-Ranges"));
    if (!head) {
      responses.put("206", bytes(bytes, "The parts asked for.", false, "Content-Range"));
    }
    responses.put("304", bytes(bytes, "The bytes are known already.", true, "Accept-Ranges"));
    return responses;
  }

  private static Map<String, Object> bytes(
      Answer.Bytes answer, String description, boolean bodiless, String header) {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (String name :
        List.of("X-Request-Id", "ETag", "Repr-Digest", "Content-Disposition", header)) {
      if (answer.withDigest() || !name.equals("Repr-Digest")) {
        headers.put(name, reference(name));
      }
    }
    Map<String, Object> response = object("description", description, "headers", headers);
    if (!bodiless) {
      response.put(
          "content",
          object(answer.mediaType(), object("schema", described(object(), "The bytes."))));
    }
    return response;
  }

  private static Map<String, Object> reference(String header) {
    return object("$ref", "#/components/headers/" + header);
  }
}
