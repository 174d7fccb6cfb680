package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.fault.FaultyProxy;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.harness.FreePort;
import com.tickiti.attachments.server.harness.Signals;
import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database fails in every way it can: who asks is told to come back within two seconds, never
 * that there is nothing, and the server recovers by itself.
 */
@Tag("trust")
@Tag("alone")
class DatabaseFaultsIT {

  private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);
  private static final Duration READY_WITHIN = Duration.ofSeconds(5);
  private static final int SMALL = 5001;
  private static final int LARGE = 5002;
  private static final int LARGE_BYTES = 20 << 20;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;

  @SuppressWarnings("NullAway.Init") // set while the helpdesk is
  private static FaultyProxy database;

  private static JsonCaller caller;

  /** Its own: after a kill PostgreSQL flushes every file that any test has made. */
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void arrange() throws Exception {
    postgres = EmbeddedPostgres.start(directory).orElseThrow();
    TestDatabase direct = new TestDatabase(postgres);
    database = proxyTo(direct.config());
    helpdesk = new TestHelpdesk(directory, direct, through(direct, database.port()));
    caller = new JsonCaller(helpdesk.server().httpUri());
    byte[] content = new byte[LARGE_BYTES];
    new Random(1).nextBytes(content);
    helpdesk.attach(SMALL, "small.zip", new byte[1000]);
    helpdesk.attach(LARGE, "large.zip", content);
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
    database.close();
    postgres.close();
  }

  @AfterEach
  void recovers() throws Exception {
    database.heal();
    Await.until("ready", READY_WITHIN, () -> isReady(caller));
    Await.until("an answer", READY_WITHIN, () -> download(SMALL).status() == 200);
  }

  @Test
  void downAtStart_isLiveButNotReady_andRecoversUnaided(@TempDir Path other) throws Exception {
    int databasePort = FreePort.find();
    int httpPort = FreePort.find();
    JsonCaller starting = new JsonCaller("http://127.0.0.1:" + httpPort);
    CompletableFuture<TestHelpdesk> started =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                TestDatabase direct = new TestDatabase(postgres);
                return new TestHelpdesk(
                    other, direct, through(direct, databasePort), "--http-port=" + httpPort);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    Await.until("live", Duration.ofSeconds(20), () -> isLive(starting));
    assertThat(isReady(starting)).isFalse();
    assertUnavailable(() -> download(starting, SMALL));
    assertThat(started).isNotDone();

    try (FaultyProxy comesUp = new FaultyProxy(databasePort, databasePort())) {
      Await.until("ready", READY_WITHIN, () -> isReady(starting));
      started.join().close();
      assertThat(comesUp.requests()).isPositive();
    }
  }

  @Test
  void diesMidCall_isUnavailable() throws Exception {
    try (Locked ignored = lockTokens()) {
      CompletableFuture<Void> cut =
          CompletableFuture.runAsync(() -> awaitWaitingCallThen(database::cut));
      assertUnavailable(() -> download(SMALL));
      cut.join();
    }
    assertUnavailable(() -> download(SMALL));
  }

  @Test
  void slowToAnswer_isUnavailable() throws Exception {
    try (Locked ignored = lockTokens()) {
      assertUnavailable(() -> download(SMALL));
    }
    assertThat(download(SMALL).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 5_000})
  void slowToReach_isUnavailable(int millisEachWay) throws Exception {
    database.delay(Duration.ofMillis(millisEachWay));

    assertUnavailable(() -> download(SMALL));
  }

  @Test
  void poolExhausted_fortyCallersAtOnce_areAllToldInTime() throws Exception {
    try (Locked ignored = lockTokens()) {
      assertAllUnavailable(40);
    }
  }

  @Test
  void killed_isReadyAgainInTime() throws Exception {
    long postmaster =
        ProcessHandle.of(backends().get(0)).orElseThrow().parent().orElseThrow().pid();
    long start = System.nanoTime();

    Signals.send("KILL", postmaster);
    Await.until(
        "gone",
        READY_WITHIN,
        () -> ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(download(SMALL).status()).isIn(200, 503);

    Await.until("an answer", READY_WITHIN, () -> download(SMALL).status() == 200);
    Await.until("ready", READY_WITHIN, () -> isReady(caller));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(READY_WITHIN);
  }

  @Test
  void halfOpen_stoppedBackends_allAreToldInTimeAndReadinessIsWithdrawn() throws Exception {
    List<Long> stopped = new ArrayList<>(backends());
    stopped.add(ProcessHandle.of(stopped.get(0)).orElseThrow().parent().orElseThrow().pid());
    for (long pid : stopped) {
      Signals.send("STOP", pid);
    }
    try {
      assertAllUnavailable(40);
      Await.until("not ready", READY_WITHIN, () -> !isReady(caller));
    } finally {
      for (long pid : stopped) {
        Signals.send("CONT", pid);
      }
    }
  }

  @Test
  void halfOpen_silentNetwork_allAreToldInTime() throws Exception {
    database.silence();

    assertAllUnavailable(40);
    assertUnavailable(() -> download(SMALL));
  }

  @Test
  void downloadUnderWay_databaseGone_completes() throws Exception {
    try (InputStream body = openDownload(LARGE)) {
      assertThat(body.readNBytes(100_000)).hasSize(100_000);
      database.cut();
      assertAllUnavailable(10);

      long rest = body.transferTo(OutputStream.nullOutputStream());

      assertThat(rest).isGreaterThan(LARGE_BYTES);
    }
  }

  private static void assertAllUnavailable(int callers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        calls.add(
            threads.submit(
                () -> {
                  assertUnavailable(() -> download(SMALL));
                  return true;
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertUnavailable(Call call) throws Exception {
    long start = System.nanoTime();
    Answer answer = call.run();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error()).isEqualTo("unavailable");
    assertThat(Integer.parseInt(String.valueOf(answer.header("retry-after")))).isPositive();
    assertThat(took).isLessThan(TOLD_WITHIN);
  }

  private static Answer download(int id) throws IOException, InterruptedException {
    return download(caller, id);
  }

  private static Answer download(JsonCaller to, int id) throws IOException, InterruptedException {
    return to.post(READER, body(id));
  }

  private static String body(int id) {
    return "{\"ticket_number\":220009,\"response_attachment_id\":" + id + "}";
  }

  private static InputStream openDownload(int id) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(helpdesk.server().httpUri() + "/api/v1/tickets/attachment"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + READER)
            .POST(BodyPublishers.ofString(body(id)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body();
  }

  private static boolean isLive(JsonCaller of) throws InterruptedException {
    try {
      return of.send("GET", "/livez").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isReady(JsonCaller of) throws IOException, InterruptedException {
    return of.send("GET", "/readyz").status() == 200;
  }

  /** Nobody can read tokens until it is closed. */
  private static Locked lockTokens() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Void> held = new CompletableFuture<>();
    CompletableFuture<Void> transaction =
        CompletableFuture.runAsync(
            () ->
                helpdesk
                    .database()
                    .sql()
                    .transaction(
                        of -> {
                          of.dsl().execute("LOCK TABLE api_tokens IN ACCESS EXCLUSIVE MODE");
                          held.complete(null);
                          release.join();
                        }));
    held.join();
    return () -> {
      release.complete(null);
      transaction.join();
    };
  }

  private static void awaitWaitingCallThen(Runnable action) {
    try {
      Await.until(
          "a waiting call",
          Duration.ofSeconds(1),
          () ->
              !helpdesk
                  .database()
                  .sql()
                  .fetch("SELECT 1 FROM pg_locks WHERE NOT granted")
                  .isEmpty());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    action.run();
  }

  /** The server processes behind the connections that go through the proxy. */
  private static List<Long> backends() {
    return helpdesk
        .database()
        .sql()
        .fetch(
            "SELECT pid::bigint FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid()")
        .map(row -> row.get(0, Long.class));
  }

  private static int databasePort() {
    return port(helpdesk.database().config());
  }

  private static int port(DatabaseConfig config) {
    return URI.create(config.url().substring("jdbc:".length())).getPort();
  }

  private static FaultyProxy proxyTo(DatabaseConfig config) {
    try {
      return new FaultyProxy(port(config));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The option that leads to a database by way of another port. */
  private static String through(TestDatabase database, int port) {
    return "--db-url=" + database.config().url().replaceAll(":[0-9]+/", ":" + port + "/");
  }

  /** Asks something. */
  @FunctionalInterface
  private interface Call {
    Answer run() throws Exception;
  }

  /** Held until it is closed. */
  @FunctionalInterface
  private interface Locked extends AutoCloseable {
    @Override
    void close();
  }
}
