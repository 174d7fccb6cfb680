package com.tickiti.attachments.server.telemetry;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an operator sees of a running server. */
class TelemetryIT {

  private static final Pattern METRIC = Pattern.compile("\\b(attachments|jvm|process)_[a-z_]+");
  private static final byte[] CONTENT = "watched".getBytes(UTF_8);

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static JsonCaller caller;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Events events = new Events();

  @BeforeAll
  static void start() throws IOException {
    helpdesk =
        new TestHelpdesk(directory, "--admin-port=0", "--request-log", "--cache-bytes=1048576");
    helpdesk.attach(1, "a.txt", CONTENT);
    caller = new JsonCaller(helpdesk.server().httpUri());
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @BeforeEach
  void listen() {
    events.listen();
  }

  @AfterEach
  void stopListening() {
    events.stop();
  }

  @Test
  void requestLog_download_hasOneLineWithAllThatIsAskedFor() throws Exception {
    assertThat(download(READER, 1).status()).isEqualTo(200);

    Map<String, Object> fields = events.awaitRequests(1).get(0);
    assertThat(fields)
        .containsEntry("method", "DownloadAttachment")
        .containsEntry("outcome", "ok")
        .containsEntry("ticket", 220009L)
        .containsEntry("attachment", 1L)
        .containsEntry("bytes", (long) CONTENT.length)
        .containsEntry("client", "127.0.0.1");
    assertThat(fields.get("duration_ms"))
        .isInstanceOfSatisfying(Double.class, millis -> assertThat(millis).isPositive());
    assertThat(fields).containsKey("request_id");
  }

  @Test
  void requestLog_refusals_haveTheContractsCodes() throws Exception {
    download(READER, 999);
    download("14|wrong", 1);
    caller.post(READER, "{}");

    assertThat(events.awaitRequests(3))
        .extracting(fields -> fields.get("outcome"))
        .containsExactly("not_found", "unauthenticated", "validation_failed");
  }

  @Test
  void log_linkAndTokens_holdsNeitherSecretNorSignature() throws Exception {
    HttpResponse<String> link =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(helpdesk.server().httpUri() + "/api/v1/tickets/attachment/link"))
                .header("Authorization", "Bearer " + READER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(1)))
                .build(),
            BodyHandlers.ofString());
    Matcher url = Pattern.compile("\"url\":\"([^\"]+)\"").matcher(link.body());
    assertThat(url.find()).as(link.body()).isTrue();
    URI signed = URI.create(url.group(1));
    assertThat(http.send(HttpRequest.newBuilder(signed).build(), BodyHandlers.ofString()).body())
        .isEqualTo("watched");

    List<Map<String, Object>> requests = events.awaitRequests(2);
    assertThat(requests).extracting(fields -> fields.get("outcome")).containsExactly("ok", "ok");
    String signature = signed.getRawQuery().replaceFirst(".*=", "");
    assertThat(requests.toString()).doesNotContain(SECRET, signature);
  }

  @Test
  void damagedFile_isCountedAndLoggedWithTicketAndAttachment() throws Exception {
    Digest digest = helpdesk.attach(2, "b.txt", "to be damaged".getBytes(UTF_8));
    Files.writeString(helpdesk.blobFile(digest), "to be dAmaged");

    double before = value("attachments_verification_failures_total");
    assertThat(download(READER, 2).status()).isEqualTo(500);

    events.awaitRequests(1);
    assertThat(value("attachments_verification_failures_total")).isEqualTo(before + 1);
    assertThat(events.messages())
        .anyMatch(
            line ->
                line.contains(digest.hex()) && line.contains(", ticket 220009, attachment 2: "));
  }

  @Test
  void metrics_countCallsByOutcomeAndBytes() throws Exception {
    String served = "attachments_calls_total{method=\"DownloadAttachment\",outcome=\"ok\"}";
    String refused = "attachments_calls_total{method=\"DownloadAttachment\",outcome=\"not_found\"}";
    double served0 = value(served);
    double refused0 = value(refused);
    double bytes0 = value("attachments_sent_bytes_total");
    double began0 =
        value("attachments_call_first_byte_seconds_count{method=\"DownloadAttachment\"}");
    double failed0 = value("attachments_authentication_failures_total");

    download(READER, 1);
    download(READER, 1);
    download(READER, 999);
    download("14|wrong", 1);
    events.awaitRequests(4);

    assertThat(value(served)).isEqualTo(served0 + 2);
    assertThat(value(refused)).isEqualTo(refused0 + 1);
    assertThat(value("attachments_sent_bytes_total")).isEqualTo(bytes0 + 2 * CONTENT.length);
    assertThat(value("attachments_call_first_byte_seconds_count{method=\"DownloadAttachment\"}"))
        .isEqualTo(began0 + 2);
    assertThat(value("attachments_authentication_failures_total")).isEqualTo(failed0 + 1);
    assertThat(value("attachments_calls_in_flight")).isZero();
    assertThat(value("attachments_ready")).isEqualTo(1);
    assertThat(value("attachments_component_up{component=\"database\"}")).isEqualTo(1);
    assertThat(
            value(
                "attachments_blob_store_duration_seconds_count{operation=\"open\",outcome=\"ok\"}"))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void metrics_passPrometheusOwnCheck() throws Exception {
    Promtool.assumePresent();
    download(READER, 1);
    events.awaitRequests(1);
    Path scrape = Files.writeString(directory.resolve("scrape"), scrape());

    Promtool.check(scrape, "check", "metrics");
  }

  @Test
  void alertsAndDashboard_askForMetricsThatAreThere() throws Exception {
    download(READER, 1);
    events.awaitRequests(1);
    // The pauses of the collector are a metric from the first one on.
    System.gc();
    Await.until(
        "the metric of a pause",
        Duration.ofSeconds(30),
        () -> metricsIn(scrape()).contains("jvm_gc_pause_seconds_sum"));
    Set<String> there = metricsIn(scrape());
    // Only with TLS.
    there.add("attachments_certificate_expiry_timestamp_seconds");

    assertThat(metricsIn(String.join("\n", Promtool.lines("prometheus/alerts.yml"))))
        .isNotEmpty()
        .isSubsetOf(there);
    assertThat(metricsIn(String.join("\n", Promtool.lines("grafana/attachments.json"))))
        .isNotEmpty()
        .isSubsetOf(there);
  }

  @Test
  void health_isAnsweredOnTheAdminPortToo() throws Exception {
    assertThat(admin("/livez").statusCode()).isEqualTo(200);
    assertThat(admin("/readyz").statusCode()).isEqualTo(200);
    assertThat(admin("/readyz?verbose").body()).contains("\"database\":\"up\"");
    assertThat(admin("/metrics").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
  }

  private static JsonCaller.Answer download(String token, long attachment) throws Exception {
    return caller.post(token, body(attachment));
  }

  private static String body(long attachment) {
    return "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"" + attachment + "\"}";
  }

  private String scrape() throws Exception {
    return admin("/metrics").body();
  }

  private HttpResponse<String> admin(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(helpdesk.server().adminUri().orElseThrow() + path))
            .build(),
        BodyHandlers.ofString());
  }

  /** The value of a series; 0 where it is not there yet. */
  private double value(String series) throws Exception {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private static Set<String> metricsIn(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is logged meanwhile. */
  private static final class Events {

    private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> appender =
        new ListAppender<>() {
          @Override
          protected void append(ILoggingEvent event) {
            all.add(event);
          }
        };

    void listen() {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      appender.setContext(context);
      appender.start();
      context.getLogger(Log.REQUESTS).addAppender(appender);
      context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    void stop() {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      context.getLogger(Log.REQUESTS).detachAppender(appender);
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
    }

    List<String> messages() {
      return all.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** The fields of the first so many requests, in the order in which they ended. */
    List<Map<String, Object>> awaitRequests(int count) throws Exception {
      Await.until(
          count + " requests have ended", Duration.ofSeconds(10), () -> requests().size() >= count);
      assertThat(requests()).hasSize(count);
      return requests();
    }

    private List<Map<String, Object>> requests() {
      return all.stream()
          .filter(event -> event.getLoggerName().equals(Log.REQUESTS))
          .map(
              event ->
                  event.getKeyValuePairs().stream()
                      .collect(Collectors.toMap(field -> field.key, field -> field.value)))
          .toList();
    }
  }
}
