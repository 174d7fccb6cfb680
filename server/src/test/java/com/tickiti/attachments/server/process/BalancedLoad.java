package com.tickiti.attachments.server.process;

import com.tickiti.attachments.server.harness.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Callers that download again and again, through edges that a load balancer would choose: those
 * that say at {@code /readyz} that they are ready, in turn. It tries no request twice.
 */
final class BalancedLoad implements AutoCloseable {

  private static final int CALLERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);

  /** So that the load leaves some of two cores to processes that start. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** One of the demo's, the document's own: now and then the whole of it, else a range. */
  private static final Download WHOLE =
      new Download(
          "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\"}", 1_196_962);

  private static final Download RANGE =
      new Download(
          "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\","
              + "\"offset\":1000,\"length\":30000}",
          30_000);

  private static final int WHOLE_EVERY = 10;

  private final List<String> edges;
  private final Path authorities;
  private final String token;
  private final HttpClient http;
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicLong requests = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CALLERS + 1);

  /** Begins at once. */
  BalancedLoad(List<String> edges, Path authorities, String token) throws Exception {
    this.edges = edges;
    this.authorities = authorities;
    this.token = token;
    http = client(authorities);
    taken.addAll(edges);
    every(CHECK_INTERVAL, this::checkHealth);
    for (int i = 0; i < CALLERS; i++) {
      every(PAUSE, this::call);
    }
  }

  private void every(Duration pause, Runnable task) {
    var unused = threads.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until so many more requests have ended. */
  void awaitMore(int count) throws Exception {
    long from = requests.get();
    Await.until(count + " more requests", PATIENCE, () -> requests.get() >= from + count);
  }

  /** Waits until each edge is asked. */
  void awaitBothTaken() throws Exception {
    Await.until("both edges are taken", PATIENCE, () -> taken.size() == edges.size());
    awaitMore(50);
  }

  /** Whether {@code edge} shows this certificate to whoever connects now. */
  boolean isShown(Path certificate, String edge) throws Exception {
    HttpResponse<Void> answer =
        client(authorities)
            .send(
                HttpRequest.newBuilder(URI.create(edge + "/livez")).build(),
                BodyHandlers.discarding());
    return answer
        .sslSession()
        .orElseThrow()
        .getPeerCertificates()[0]
        .equals(certificates(certificate).get(0));
  }

  long requests() {
    return requests.get();
  }

  /** What went wrong, a line each. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Stops calling, and waits for the calls under way. */
  @Override
  public void close() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      failures.add("calls are still under way");
    }
  }

  private void call() {
    List<String> now = List.copyOf(taken);
    if (now.isEmpty()) {
      failures.add("no edge is ready");
      return;
    }
    int number = turn.getAndIncrement();
    String edge = now.get(number % now.size());
    try {
      String problem = download(edge, number % WHOLE_EVERY == 0 ? WHOLE : RANGE);
      if (!problem.isEmpty()) {
        failures.add(edge + ": " + problem);
      }
    } catch (IOException e) {
      failures.add(edge + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    requests.incrementAndGet();
  }

  private String download(String edge, Download download) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(edge + "/api/v1/tickets/attachment"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(download.body()))
                .build(),
            BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }
    return answer.body().length > download.bytes() / 3 * 4
        ? ""
        : answer.body().length + " bytes of JSON";
  }

  private void checkHealth() {
    try {
      for (String edge : edges) {
        if (!isReady(edge)) {
          taken.remove(edge);
        } else if (!taken.contains(edge)) {
          taken.add(edge);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What is asked for.
   *
   * @param bytes that it has; they come as base64
   */
  private record Download(String body, int bytes) {}

  private boolean isReady(String edge) throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create(edge + "/readyz"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Speaks HTTP/1.1, as most load balancers do. */
  private static HttpClient client(Path authorities) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (Certificate each : certificates(authorities)) {
      trusted.setCertificateEntry("" + trusted.size(), each);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  private static List<Certificate> certificates(Path file) throws Exception {
    try (InputStream pem = Files.newInputStream(file)) {
      return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
    }
  }
}
