package com.tickiti.attachments.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.demo.DemoDescription;
import com.tickiti.attachments.server.demo.DemoGuide;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of {@code demo.json} over real HTTP: the contract in small. */
class DemoCommandIT {

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(40_000_000).build())
              .build());
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path data;
  private static ServerConfig config;
  private static AttachmentServer server;
  private static DemoDescription description;
  private static JsonNode demo;

  @BeforeAll
  static void start() throws IOException {
    config =
        Settings.of(
            ServerConfig.class,
            "--data-dir=" + data,
            "--db-pool-size=4",
            "--http-port=0",
            "--grpc-port=0");
    server = AttachmentServer.start(config);
    description = DemoCommand.load(config.data(), server);
    demo = JSON.readTree(data.resolve("demo.json").toFile());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  static Stream<JsonNode> cases() {
    return StreamSupport.stream(demo.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachCase_isAnsweredAsDescribed(JsonNode demoCase) throws Exception {
    HttpResponse<String> answer = send(demoCase);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(demoCase.get("status").intValue());
    assertThat(body.path("error").textValue()).isEqualTo(demoCase.get("error").textValue());
    JsonNode content = body.path("data");
    assertThat(content.path("sha256").textValue()).isEqualTo(demoCase.get("sha256").textValue());
    if (answer.statusCode() == 200) {
      byte[] bytes = Base64.getDecoder().decode(content.get("content_base64").textValue());
      assertThat(Digest.of(Digest.sha256().digest(bytes)).hex())
          .isEqualTo(content.get("sha256").textValue());
    }
  }

  @Test
  void documentedAttachment_isTheDocumentedZip() throws IOException {
    Path zip = data.resolve("demo/files/14494");
    assertThat(zip).hasSize(1_196_962);
    try (ZipFile opened = new ZipFile(zip.toFile())) {
      assertThat(opened.size()).isEqualTo(2);
    }
    assertThat(Digest.of(Digest.sha256().digest(Files.readAllBytes(zip))).hex())
        .isEqualTo("86a4767738219174255826ce567ec1dcb7c0ccee5171932aec6fa0f91d8a92af");
  }

  @Test
  void secondRun_describesTheSame() throws IOException {
    assertThat(DemoCommand.load(config.data(), server)).isEqualTo(description);
  }

  @Test
  void tokens_areForTheOwnerOnly() throws IOException {
    assertThat(Files.getPosixFilePermissions(data.resolve("demo.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String manifest = Files.readString(data.resolve("demo/manifest.ndjson"), UTF_8);
    for (JsonNode token : demo.get("tokens")) {
      assertThat(manifest).doesNotContain(token.textValue().replaceFirst(".*[|]", ""));
    }
  }

  @Test
  void guide_hasACommandForEveryCaseInAFile() throws IOException {
    new DemoGuide(description, data, null).write();
    Path file = data.resolve("demo.sh");
    assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("curl ")))
        .hasSize(demo.get("cases").size())
        .allMatch(line -> line.contains(server.httpUri()));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  /** The line that is logged at the start takes seven of 24 lines, the ready line one. */
  @Test
  void page_fitsATerminal() {
    StringWriter printed = new StringWriter();
    new DemoGuide(description, Path.of("attachments-data"), null)
        .print(new PrintWriter(printed, true), true);
    assertThat(printed.toString().lines().toList())
        .hasSizeLessThanOrEqualTo(15)
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.startsWith("curl "))
        .anyMatch(line -> line.startsWith("grpcurl "))
        .anyMatch(line -> line.endsWith("attachments-data/demo.sh"));
  }

  private static HttpResponse<String> send(JsonNode demoCase) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(demo.get("http").textValue() + "/api/v1/tickets/attachment"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(demoCase.get("body").toString()));
    if (!demoCase.get("token").isNull()) {
      String token = demo.get("tokens").get(demoCase.get("token").textValue()).textValue();
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
