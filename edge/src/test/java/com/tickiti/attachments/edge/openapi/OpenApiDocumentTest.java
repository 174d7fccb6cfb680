package com.tickiti.attachments.edge.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpMethod;
import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.json.RequestField;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {

  private static JsonNode document;

  @BeforeAll
  static void write() throws IOException {
    document = new ObjectMapper().readTree(OpenApiDocument.json());
  }

  @Test
  void paths_areThoseOfTheTable() {
    assertThat(document.get("openapi").textValue()).isEqualTo("3.1.0");
    assertThat(document.get("paths").size()).isEqualTo(Endpoints.ALL.size());
    Set<String> operationIds = new HashSet<>();
    for (Endpoint<?, ?> endpoint : Endpoints.ALL) {
      for (HttpMethod method : endpoint.methods()) {
        JsonNode operation = operation(endpoint, method);
        assertThat(operation.get("summary").textValue()).isEqualTo(endpoint.sentence());
        assertThat(operationIds.add(operation.get("operationId").textValue())).isTrue();
        assertThat(operation.get("responses").has("401")).isTrue();
      }
    }
  }

  @Test
  void requests_haveEveryField() {
    for (Endpoint<?, ?> endpoint : Endpoints.ALL) {
      if (endpoint.body() != Endpoint.Body.NONE) {
        JsonNode properties =
            operation(endpoint, HttpMethod.POST)
                .findValue("requestBody")
                .findValue("schema")
                .get("properties");
        for (RequestField field : endpoint.fields()) {
          assertThat(properties.at("/" + field.name() + "/description").textValue())
              .isEqualTo(field.sentence());
        }
      }
    }
  }

  @Test
  void requests_haveTheDocumentsExample() {
    JsonNode content =
        operation(Endpoints.DOWNLOAD, HttpMethod.POST).at("/requestBody/content/application~1json");

    assertThat(content.get("example").toString())
        .isEqualTo("{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\"}");
    assertThat(content.at("/schema/properties/offset/format").textValue()).isEqualTo("int64");
  }

  @Test
  void answers_carryTheCommentsOfTheProtobufFiles() {
    JsonNode data =
        operation(Endpoints.DOWNLOAD, HttpMethod.POST)
            .at("/responses/200/content/application~1json/schema/properties/data");

    assertThat(data.at("/properties/sha256/description").textValue())
        .isEqualTo("SHA-256 of the whole file, 64 lower-case hexadecimal digits.");
    assertThat(data.get("required").toString()).contains("content_base64").doesNotContain("eof");
    assertThat(operation(Endpoints.DOWNLOAD, HttpMethod.POST).get("description").textValue())
        .startsWith("Streams an attachment's bytes");
  }

  @Test
  void references_leadSomewhere() {
    for (String reference : document.findValuesAsText("$ref")) {
      assertThat(reference).startsWith("#/");
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  private static JsonNode operation(Endpoint<?, ?> endpoint, HttpMethod method) {
    return document.get("paths").get(endpoint.path()).get(method.name().toLowerCase(Locale.ROOT));
  }
}
