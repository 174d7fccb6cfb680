package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.common.collect.Streams;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Helm itself, in a library, accepts the chart; {@code serve} accepts what it says. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class HelmChartTest {

  private static final Path CHART = Path.of("src/main/deploy/helm/attachments");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void chart_isLinted() {
    LintResult result = new Helm(CHART).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void chart_rendersWhatRunsByDefault_andWhatIsAskedFor() throws IOException {
    List<String> usual =
        List.of(
            "Deployment a-edge",
            "Deployment a-server",
            "NetworkPolicy a-edge",
            "NetworkPolicy a-server",
            "PodDisruptionBudget a-edge",
            "PodDisruptionBudget a-server",
            "Service a-edge",
            "Service a-server");
    List<String> more =
        List.of(
            "HorizontalPodAutoscaler a-edge",
            "HorizontalPodAutoscaler a-server",
            "ServiceMonitor a-server");

    assertThat(names(rendered(Map.of()))).containsExactlyInAnyOrderElementsOf(usual);
    assertThat(names(rendered(Map.of("autoscaling.enabled", true, "serviceMonitor.enabled", true))))
        .containsAll(usual)
        .containsAll(more);
    assertThatThrownBy(() -> new Helm(CHART).template().withName("a").call())
        .hasMessageContaining("blobStore");
  }

  @Test
  void chart_givesSettingsThatServeAccepts() throws IOException {
    JsonNode server =
        rendered(Map.of("trustedProxies[0]", "10.0.0.0/8", "s3Endpoint", "http://s3:9000")).stream()
            .filter(each -> name(each).equals("Deployment a-server"))
            .findFirst()
            .orElseThrow()
            .at("/spec/template/spec/containers/0");
    List<String> arguments =
        Streams.stream(server.get("args")).map(JsonNode::textValue).skip(1).toList();

    CommandRun run =
        CommandRun.of(
            Stream.concat(Stream.of("config", "check"), arguments.stream()).toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(server.at("/securityContext/readOnlyRootFilesystem").booleanValue()).isTrue();
  }

  private static List<JsonNode> rendered(Map<String, Object> values) throws IOException {
    TemplateCommand template =
        new Helm(CHART).template().withName("a").set("blobStore", "s3://bucket/");
    values.forEach(template::set);
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(template.call())) {
      return documents.readAll().stream().filter(each -> !each.isNull()).toList();
    }
  }

  private static List<String> names(List<JsonNode> documents) {
    return documents.stream().map(HelmChartTest::name).toList();
  }

  private static String name(JsonNode document) {
    return document.get("kind").textValue() + " " + document.at("/metadata/name").textValue();
  }
}
