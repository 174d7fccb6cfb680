package com.tickiti.attachments.edge.openapi;

import static com.tickiti.attachments.edge.openapi.Schemas.object;

import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.error.ErrorCatalogue;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ErrorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The error responses of the API, one for each status of the error catalogue. */
final class ErrorResponses {

  private static final List<Integer> EVERYWHERE =
      List.of(400, 401, 403, 404, 405, 408, 429, 500, 503);

  private static final Map<Integer, List<ErrorSpec>> BY_STATUS =
      Arrays.stream(ErrorReason.values())
          .filter(reason -> reason != ErrorReason.UNRECOGNIZED)
          .map(ErrorCatalogue::spec)
          .filter(spec -> spec.getHttpStatus() != 0)
          .collect(
              Collectors.groupingBy(ErrorSpec::getHttpStatus, TreeMap::new, Collectors.toList()));

  private ErrorResponses() {}

  /** References to the responses that {@code endpoint} can end in, by status. */
  static Map<String, Object> of(Endpoint<?, ?> endpoint) {
    List<Integer> statuses = new ArrayList<>(EVERYWHERE);
    statuses.addAll(
        endpoint.body() == Endpoint.Body.NONE ? List.of(416, 422) : List.of(413, 415, 422));
    Map<String, Object> responses = new LinkedHashMap<>();
    statuses.stream()
        .sorted()
        .forEach(
            status ->
                responses.put(
                    String.valueOf(status),
                    object("$ref", "#/components/responses/" + name(status))));
    return responses;
  }

  /** All of them by name. */
  static Map<String, Object> components() {
    Map<String, Object> responses = new LinkedHashMap<>();
    BY_STATUS.forEach(
        (status, specs) ->
            responses.put(
                name(status),
                object(
                    "description",
                    specs.stream()
                        .map(spec -> "`" + spec.getWireName() + "`: " + spec.getMessage())
                        .collect(Collectors.joining(" ")),
                    "headers",
                    headers(status),
                    "content",
                    object(
                        "application/json",
                        object("schema", object("$ref", "#/components/schemas/Error"))))));
    return responses;
  }

  private static Map<String, Object> headers(int status) {
    Map<String, Object> headers =
        object("X-Request-Id", object("$ref", "#/components/headers/X-Request-Id"));
    switch (status) {
      case 401 -> headers.put("WWW-Authenticate", header("string", "How to authenticate."));
      case 405 -> headers.put("Allow", header("string", "The methods that the path answers."));
      case 416 -> headers.put("Content-Range", header("string", "The size, as `bytes */N`."));
      case 429, 503 -> headers.put("Retry-After", header("integer", "Seconds to wait."));
      default -> {}
    }
    return headers;
  }

  static Map<String, Object> header(String type, String description) {
    return object("description", description, "schema", object("type", type));
  }

  /** The body of every error. */
  static Map<String, Object> schema() {
    List<String> codes =
        BY_STATUS.values().stream().flatMap(List::stream).map(ErrorSpec::getWireName).toList();
    return object(
        "type", "object",
        "required", List.of("ok", "error", "message", "request_id"),
        "properties",
            object(
                "ok", object("type", "boolean", "const", false),
                "error",
                    object(
                        "type", "string", "enum", codes, "description", "What a program looks at."),
                "message", object("type", "string", "description", "A sentence for a person."),
                "request_id",
                    object("type", "string", "description", "Finds the request in the logs."),
                "errors",
                    object(
                        "type", "object",
                        "description", "With `validation_failed`: what is wrong with each field.",
                        "additionalProperties",
                            object("type", "array", "items", object("type", "string"))),
                "data",
                    object(
                        "type",
                        "object",
                        "description",
                        "With `attachment_too_large`: what the file is.",
                        "required",
                        List.of("file_size", "mime_type", "ranged"),
                        "properties",
                        object(
                            "file_size", Schemas.integer(),
                            "mime_type", object("type", "string"),
                            "ranged", object("type", "boolean", "const", true)))));
  }

  private static String name(int status) {
    return "Error" + status;
  }
}
