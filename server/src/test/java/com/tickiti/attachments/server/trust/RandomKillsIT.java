package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.client.TicketRef;
import com.tickiti.attachments.client.UploadRequest;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.harness.RevivedEdge;
import com.tickiti.attachments.server.harness.Signals;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.process.RevivedServer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Server, edge or PostgreSQL is killed at random moments under mixed load, again and again. What
 * has no supervisor is started again, all else is the system's own affair.
 */
@Tag("trust")
class RandomKillsIT {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final TicketRef TICKET = TicketRef.number(220009);
  private static final int MAX_BYTES = 2 << 20;

  private final long seed = TrustRun.seed();
  private final ConcurrentLinkedQueue<Attachment> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicLong downloads = new AtomicLong();
  private final AtomicInteger fileNumbers = new AtomicInteger();
  private volatile boolean ended;

  @TempDir private Path directory;

  @Test
  void anyProcessKilledUnderLoad_losesNothingAndIsReadyAgain() throws Exception {
    int kills = TrustRun.count(2, 50);
    long start = System.nanoTime();
    Map<Victim, Duration> worst;
    ExecutorService load = Executors.newFixedThreadPool(3);
    try (RevivedServer server = new RevivedServer(directory.resolve("data"), List.of("-Xmx256m"));
        RevivedEdge edge = new RevivedEdge(server.grpcTarget());
        AttachmentClient client = client(server)) {
      JsonCaller caller = new JsonCaller(edge.http());
      String reader = server.token("reader");
      upload(client);
      List<Future<Long>> callers =
          List.of(
              load.submit(() -> repeat(() -> upload(client))),
              load.submit(() -> repeat(() -> downloadBySdk(client))),
              load.submit(() -> repeat(() -> downloadByJson(caller, reader, server, edge))));
      try {
        worst = kill(kills, server, edge, () -> isWhole(caller, reader), callers);
      } finally {
        ended = true;
      }
      for (Future<Long> each : callers) {
        assertThat(each.get()).isPositive();
      }
      assertAllAcknowledgedAreThere(client);
      assertThat(downloads.get()).isPositive();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      load.shutdownNow();
    }
    TrustRun.report(
        "kill -9 of server, PostgreSQL or edge under mixed load",
        kills,
        "0 of %d acknowledged uploads lost, 0 of %d downloads wrong; ready again after (at worst) %s"
            .formatted(acknowledged.size(), downloads.get(), worst),
        "0 lost, 0 wrong, ready again by itself",
        seed,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** Returns the longest time until all was well again, by what was killed. */
  private Map<Victim, Duration> kill(
      int kills,
      RevivedServer server,
      RevivedEdge edge,
      Callable<Boolean> isWhole,
      List<Future<Long>> callers)
      throws Exception {
    Random random = new Random(seed);
    Map<Victim, Duration> worst = new EnumMap<>(Victim.class);
    for (int i = 0; i < kills; i++) {
      for (Future<Long> each : callers) {
        if (each.isDone()) {
          each.get(); // throws
        }
      }
      Thread.sleep(random.nextInt(500));
      long killed = System.nanoTime();
      Victim victim = Victim.values()[i % Victim.values().length];
      switch (victim) {
        case SERVER -> server.killAndRevive();
        case POSTGRESQL -> Signals.send("KILL", postmaster());
        case EDGE -> edge.killAndRevive();
      }
      server.awaitRevived();
      Await.until("ready after kill " + i, READY_WITHIN, isWhole);
      Duration took = Duration.ofMillis((System.nanoTime() - killed) / 1_000_000);
      worst.merge(victim, took, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
    return worst;
  }

  private void assertAllAcknowledgedAreThere(AttachmentClient client) {
    for (Attachment attachment : acknowledged) {
      Path target = directory.resolve("all");
      assertThat(client.downloadTo(DownloadRequest.of(TICKET, attachment.id()), target).sha256())
          .isEqualTo(attachment.sha256());
    }
  }

  private long repeat(Step step) throws Exception {
    long done = 0;
    while (!ended) {
      try {
        step.run();
        done++;
      } catch (IntegrityException e) {
        throw e;
      } catch (AttachmentException | IOException e) {
        // A kill; what it has cut short counts for nothing.
      }
    }
    return done;
  }

  private void upload(AttachmentClient client) throws IOException {
    byte[] content = new byte[1 + ThreadLocalRandom.current().nextInt(MAX_BYTES)];
    ThreadLocalRandom.current().nextBytes(content);
    String name = "upload-" + fileNumbers.incrementAndGet() + ".zip";
    Path file = Files.write(directory.resolve(name), content);
    try {
      Attachment attachment = client.upload(UploadRequest.of(TICKET, 42, file));
      assertThat(attachment.sha256()).isEqualTo(sha256(content));
      acknowledged.add(attachment);
    } finally {
      Files.delete(file);
    }
  }

  private void downloadBySdk(AttachmentClient client) throws IOException {
    Attachment wanted = any();
    Path target = directory.resolve("downloaded");
    client.downloadTo(DownloadRequest.of(TICKET, wanted.id()), target);
    assertThat(sha256(Files.readAllBytes(target))).isEqualTo(wanted.sha256());
    downloads.incrementAndGet();
  }

  private void downloadByJson(
      JsonCaller caller, String token, RevivedServer server, RevivedEdge edge) throws Exception {
    Attachment wanted = any();
    Answer answer;
    try {
      answer = caller.post(token, body(wanted));
    } catch (ConnectException e) {
      Thread.sleep(10);
      return;
    }
    if (answer.status() != 200 && answer.status() != 503) {
      // The next kill takes the logs with it.
      throw new AssertionError(
          answer.json() + "\n" + edge.process().errorLines() + "\n" + server.errorLines());
    }
    if (answer.status() == 200) {
      assertThat(sha256(answer.content())).isEqualTo(wanted.sha256());
      downloads.incrementAndGet();
    }
  }

  /** Whether the way through all three works. */
  private boolean isWhole(JsonCaller caller, String token) throws InterruptedException {
    try {
      return caller.send("GET", "/readyz").status() == 200
          && caller.post(token, body(any())).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Attachment any() {
    List<Attachment> all = new ArrayList<>(acknowledged);
    return all.get(ThreadLocalRandom.current().nextInt(all.size()));
  }

  private static String body(Attachment attachment) {
    return "{\"ticket_number\":220009,\"response_attachment_id\":%d}".formatted(attachment.id());
  }

  private static String sha256(byte[] content) {
    return Digest.of(Digest.sha256().digest(content)).hex();
  }

  private static AttachmentClient client(RevivedServer server) throws IOException {
    return AttachmentClient.builder()
        .target("dns:///" + server.grpcTarget())
        .plaintext()
        .token(server.token("writer"))
        .build();
  }

  private long postmaster() throws IOException {
    Path file = directory.resolve("data").resolve("postgres").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
  }

  /** What is killed. */
  private enum Victim {
    SERVER,
    POSTGRESQL,
    EDGE
  }

  /** Something that may fail while a process is away. */
  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }
}
