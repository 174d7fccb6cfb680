package com.tickiti.attachments.server.metadata;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.sun.management.OperatingSystemMXBean;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Measures what a decision costs as several callers ask at once: each by a query of its own, and by
 * {@link PostgresMetadata}, where those who wait share one. Prints medians of interleaved rounds.
 * Run by {@code server/src/bench/decisions}.
 */
final class DecisionsAtOnce {

  private static final List<Integer> CALLERS = List.of(1, 2, 8, 26, 64);
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final int ROUNDS = 5;
  private static final int POOL_SIZE = 10; // as serve has it by default
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final BearerToken TOKEN = BearerToken.parse("Bearer 1|" + SECRET).orElseThrow();
  private static final TicketKey TICKET = new TicketKey(TicketKey.Kind.NUMBER, 220009L);

  private static final String DATA =
      """
      INSERT INTO users VALUES (1, 'agent@example.test', true);
      INSERT INTO queues VALUES (1, 'Support');
      INSERT INTO queue_permissions VALUES (1, 1, true);
      INSERT INTO tickets VALUES (1, 220009, 1);
      INSERT INTO responses (id, ticket_id) VALUES (1, 1);
      INSERT INTO blobs (sha256, size, mime_type, detected_extensions)
        VALUES ('%1$s', 10240, 'application/pdf', '{pdf}');
      INSERT INTO response_attachments (id, response_id, name, sha256)
        VALUES (1003, 1, 'scan.pdf', '%1$s');
      INSERT INTO api_tokens (id, user_id, secret_sha256, abilities)
        VALUES (1, 1, '%2$s', '{tickets:read}');
      """
          .formatted(Digest.OF_NOTHING.hex(), BearerToken.secretSha256(SECRET));

  private final ProcessHandle postmaster;

  private DecisionsAtOnce(ProcessHandle postmaster) {
    this.postmaster = postmaster;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("attachments-decisions-");
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory).orElseThrow();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(postgres, directory)));
    ProcessHandle postmaster =
        ProcessHandle.current()
            .children()
            .filter(child -> child.children().findAny().isPresent())
            .findFirst()
            .orElseThrow();
    try (Database database = new Database(postgres.config(POOL_SIZE));
        TokenUses uses = new TokenUses(database)) {
      database.migrate();
      database.forMaintenance().execute(DATA);
      PostgresMetadata metadata = new PostgresMetadata(database, uses);
      new DecisionsAtOnce(postmaster)
          .measure(
              () -> new SelectDownloadFacts(TOKEN, TICKET, 1003L).execute(database.forRequests()),
              () -> metadata.facts(TOKEN, TICKET, 1003L, () -> false));
    }
    System.exit(0);
  }

  private void measure(Supplier<?> alone, Supplier<?> shared) throws Exception {
    System.out.println(
        "| callers | | decisions/s | PostgreSQL, us CPU | JVM, us CPU | p50 us | p99 us |");
    System.out.println("| --: | :-- | --: | --: | --: | --: | --: |");
    for (int callers : CALLERS) {
      var unused = round(callers, alone, WARM_UP);
      unused = round(callers, shared, WARM_UP);
      List<Figures> alones = new ArrayList<>();
      List<Figures> shareds = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        alones.add(round(callers, alone, ROUND));
        shareds.add(round(callers, shared, ROUND));
      }
      print(callers, "each alone", alones);
      print(callers, "shared", shareds);
    }
  }

  private Figures round(int callers, Supplier<?> decide, Duration duration) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      double postgresBefore = postgresMicros();
      double ownBefore = ownMicros();
      long start = System.nanoTime();
      long end = start + duration.toNanos();
      List<Future<double[]>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> decideUntil(end, decide)));
      }
      List<double[]> micros = new ArrayList<>();
      for (Future<double[]> each : running) {
        micros.add(each.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double[] all = micros.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
      return new Figures(
          all.length / seconds,
          (postgresMicros() - postgresBefore) / all.length,
          (ownMicros() - ownBefore) / all.length,
          all[all.length / 2],
          all[all.length * 99 / 100]);
    } finally {
      threads.shutdown();
    }
  }

  private static double[] decideUntil(long end, Supplier<?> decide) {
    double[] micros = new double[1 << 20];
    int count = 0;
    for (long before = System.nanoTime(); before < end && count < micros.length; ) {
      var unused = decide.get();
      long after = System.nanoTime();
      micros[count++] = (after - before) / 1e3;
      before = after;
    }
    return Arrays.copyOf(micros, count);
  }

  private double postgresMicros() {
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .mapToDouble(
            process -> process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e3)
        .sum();
  }

  private static double ownMicros() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e3;
  }

  private static void print(int callers, String how, List<Figures> rounds) {
    System.out.printf(
        "| %d | %s | %,.0f | %.1f | %.1f | %.0f | %.0f |%n",
        callers,
        how,
        median(rounds.stream().map(Figures::perSecond)),
        median(rounds.stream().map(Figures::postgresMicros)),
        median(rounds.stream().map(Figures::ownMicros)),
        median(rounds.stream().map(Figures::p50)),
        median(rounds.stream().map(Figures::p99)));
  }

  private static double median(Stream<Double> values) {
    return values.sorted().toList().get(ROUNDS / 2);
  }

  private static void remove(EmbeddedPostgres postgres, Path directory) {
    try {
      postgres.close();
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      System.err.println(directory + " is left: " + e);
    }
  }

  /** Of one round; CPU a decision, latencies of single ones. */
  private record Figures(
      double perSecond, double postgresMicros, double ownMicros, double p50, double p99) {}
}
