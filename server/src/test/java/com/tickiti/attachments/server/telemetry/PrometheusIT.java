package com.tickiti.attachments.server.telemetry;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a server and evaluates the deployed rules. */
class PrometheusIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private String api = "";

  @Test
  void damagedFile_isScrapedAndFiresItsAlert() throws Exception {
    Promtool.assumePresent("prometheus");
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory.resolve("data"), "--admin-port=0")) {
      Process prometheus = start(URI.create(helpdesk.server().adminUri().orElseThrow()));
      try {
        Await.until("it is scraped", SOON, () -> query("attachments_ready").contains(",\"1\"]"));
        assertThat(alerts()).doesNotContain("AttachmentsDataLoss");

        Digest digest = helpdesk.attach(1, "a.txt", "to be damaged".getBytes(UTF_8));
        Files.writeString(helpdesk.blobFile(digest), "to be dAmaged");
        assertThat(
                new JsonCaller(helpdesk.server().httpUri())
                    .post(READER, "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"1\"}")
                    .status())
            .isEqualTo(500);

        Await.until("the alert", SOON, () -> alerts().contains("AttachmentsDataLoss"));
      } finally {
        prometheus.destroy();
        if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
          prometheus.destroyForcibly();
        }
      }
    }
  }

  private Process start(URI admin) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    api = "http://127.0.0.1:" + port + "/api/v1/";
    String deployed = Files.readString(Promtool.DEPLOY.resolve("prometheus/prometheus.yml"));
    assertThat(deployed).contains("15s", "127.0.0.1:9091", "- alerts.yml");
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            deployed
                .replace("scrape_interval: 15s", "scrape_interval: 1s\n  evaluation_interval: 1s")
                .replace("127.0.0.1:9091", admin.getAuthority())
                .replace(
                    "- alerts.yml",
                    "- " + Promtool.DEPLOY.resolve("prometheus/alerts.yml").toAbsolutePath()));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
  }

  private String alerts() throws Exception {
    return get("alerts");
  }

  private String query(String expression) throws Exception {
    return get("query?query=" + URLEncoder.encode(expression, UTF_8));
  }

  /** Nothing while Prometheus starts. */
  private String get(String path) throws Exception {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(api + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (ConnectException e) {
      return "";
    }
  }
}
