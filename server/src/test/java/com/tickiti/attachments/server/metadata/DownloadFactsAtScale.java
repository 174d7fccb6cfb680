package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures the query that decides as a helpdesk grows: fills an embedded PostgreSQL with as many
 * attachments as each argument says, looks up random ones through the product's own query, pool and
 * driver, and prints the plan. Ends with status 1 where a table that grows is read as a whole, or
 * the median is 1 ms or more. Run by {@code server/src/bench/rows}.
 */
final class DownloadFactsAtScale {

  private static final int LOOKUPS = 4_000;
  private static final int USERS = 300;
  private static final int QUEUES = 20;
  private static final long BYTES_PER_ATTACHMENT = 2_000;
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final List<String> GROWING =
      List.of("response_attachments", "responses", "tickets", "blobs");

  /** What does not grow: staff, of whom each sees half of the queues, and their tokens. */
  private static final String STAFF =
      """
      INSERT INTO users SELECT u, 'agent' || u || '@example.test', true
        FROM generate_series(1, %d) u;
      INSERT INTO queues SELECT q, 'Queue ' || q FROM generate_series(1, %d) q;
      INSERT INTO queue_permissions SELECT users.id, queues.id
        FROM users, queues WHERE (users.id + queues.id) %% 2 = 0;
      INSERT INTO api_tokens (id, user_id, secret_sha256, abilities)
        SELECT id, id, '%s', '{tickets:read}' FROM users;
      """
          .formatted(USERS, QUEUES, BearerToken.secretSha256(SECRET));

  /**
   * Attachments number %1 + 1 to %2: half as many responses, a tenth as many tickets, most in the
   * busier queues; one attachment in five is a content that is sent again and again, such as a
   * logo. Sizes are spread evenly over the magnitudes from 1 KiB to 10 MiB.
   */
  private static final String GROWTH =
      """
      SET session_replication_role = replica; -- foreign keys are not looked at: all are right
      SET synchronous_commit = off;
      SET work_mem = '256MB';
      SELECT setseed(0.42);
      INSERT INTO tickets
        SELECT t, 200000 + t, 1 + floor(power(random(), 2) * %3$d), 'Ticket ' || t
        FROM generate_series(%1$d / 10 + 1, %2$d / 10) t;
      INSERT INTO responses (id, ticket_id, created_by_email, plain_text)
        SELECT r, 1 + r %% (%2$d / 10), 'customer' || r %% 1000 || '@example.test',
          repeat('text ', 20)
        FROM generate_series(%1$d / 2 + 1, %2$d / 2) r;
      INSERT INTO response_attachments (id, response_id, name, sha256, is_inline)
        SELECT a, 1 + floor(random() * (%2$d / 2)),
          'file-' || a || (ARRAY['.pdf', '.PNG', '.docx', '.zip', '.jpg', '.dat', ''])[1 + a %% 7],
          encode(sha256((CASE WHEN a %% 5 = 0 THEN floor(power(random(), 3) * 5000) ELSE a END)
            ::text::bytea), 'hex'),
          a %% 5 = 0
        FROM generate_series(%1$d + 1, %2$d) a;
      INSERT INTO blobs (sha256, size, mime_type, detected_extensions, piece_sha256)
        SELECT sha256, size, 'application/pdf', '{pdf}', CASE WHEN size > 49152
          THEN decode(repeat(sha256, (size / 49152 + 1)::int), 'hex') END
        FROM (SELECT DISTINCT ON (sha256) sha256,
                (1024 * power(10, 4 * abs(hashtext(sha256)::bigint) / 2147483648.0))::bigint AS size
              FROM response_attachments WHERE id > %1$d ORDER BY sha256) AS contents
        ON CONFLICT DO NOTHING;
      """;

  private static final String RANDOM_ATTACHMENTS =
      """
      SELECT 1 + floor(random() * %d)::bigint, t.number, a.id
      FROM (SELECT DISTINCT 1 + floor(random() * %d)::bigint AS id
            FROM generate_series(1, %d)) AS pick
        JOIN response_attachments a ON a.id = pick.id
        JOIN responses r ON r.id = a.response_id
        JOIN tickets t ON t.id = r.ticket_id
      ORDER BY random()
      """;

  private final Database database;

  private DownloadFactsAtScale(Database database) {
    this.database = database;
  }

  public static void main(String[] args) throws IOException {
    long[] steps = Arrays.stream(args).mapToLong(Long::parseLong).sorted().toArray();
    long bytes = LongStream.of(steps).max().orElse(0) * BYTES_PER_ATTACHMENT;
    Path directory = Files.createTempDirectory("attachments-rows-");
    if (Files.getFileStore(directory).getUsableSpace() < bytes) {
      System.err.printf("%s: %,d bytes of free space are needed%n", directory, bytes);
      Files.delete(directory);
      System.exit(2);
    }
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory).orElseThrow();
    // Also where a signal ends it: neither the process nor the gigabytes may stay behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(postgres, directory)));
    boolean good;
    try (Database database = new Database(postgres.config(10))) {
      database.migrate();
      good = new DownloadFactsAtScale(database).measure(steps);
    }
    System.exit(good ? 0 : 1);
  }

  private boolean measure(long[] steps) {
    run(STAFF);
    System.out.println(
        "| attachments | database | first p50 | first p99 | again p50 | again p99 | in PostgreSQL |");
    System.out.println("| --: | --: | --: | --: | --: | --: | --: |");
    String plan = "";
    boolean good = true;
    long rows = 0;
    for (long step : steps) {
      grow(rows, step);
      rows = step;
      time(lookups(rows)); // warms the JVM, by other rows
      List<SelectDownloadFacts> lookups = lookups(rows);
      List<Double> first = time(lookups);
      List<Double> again = time(lookups);
      List<String> explained = explain(lookups.get(0));
      plan = String.join("\n", explained);
      System.out.printf(
          "| %,d | %s | %.3f ms | %.3f ms | %.3f ms | %.3f ms | %s |%n",
          rows,
          database
              .forMaintenance()
              .fetchValue("SELECT pg_size_pretty(pg_database_size('postgres'))"),
          percentile(50, first),
          percentile(99, first),
          percentile(50, again),
          percentile(99, again),
          explained.get(explained.size() - 1).replace("Execution Time: ", ""));
      good &= percentile(50, again) < 1 && GROWING.stream().noneMatch(readsWhole(plan));
    }
    System.out.println("\n```\n" + plan + "\n```");
    return good;
  }

  /** Without the secondary indexes: building them afterwards is several times faster. */
  private void grow(long from, long to) {
    List<String> names = new ArrayList<>();
    List<String> definitions = new ArrayList<>();
    database
        .forMaintenance()
        .fetch(
            "SELECT indexname, indexdef FROM pg_indexes"
                + " WHERE tablename = 'response_attachments' AND indexname NOT LIKE '%_pkey'")
        .forEach(
            index -> {
              names.add(index.get(0, String.class));
              definitions.add(index.get(1, String.class));
            });
    names.forEach(name -> run("DROP INDEX " + name));
    run(GROWTH.formatted(from, to, QUEUES));
    definitions.forEach(this::run);
    run("VACUUM (ANALYZE)");
    run("CHECKPOINT");
  }

  /**
   * Random attachments, each named with its ticket and by the token of a random member of staff.
   */
  private List<SelectDownloadFacts> lookups(long rows) {
    return database
        .forMaintenance()
        .fetch(RANDOM_ATTACHMENTS.formatted(USERS, rows, LOOKUPS))
        .map(
            row ->
                new SelectDownloadFacts(
                    BearerToken.parse("Bearer " + row.get(0) + "|" + SECRET).orElseThrow(),
                    new TicketKey(TicketKey.Kind.NUMBER, row.get(1, Long.class)),
                    row.get(2, Long.class)));
  }

  /** How long each took, one after the other, in milliseconds, the fastest first. */
  private List<Double> time(List<SelectDownloadFacts> lookups) {
    List<Double> millis = new ArrayList<>();
    for (SelectDownloadFacts lookup : lookups) {
      long start = System.nanoTime();
      if (lookup.execute(database.forRequests()).attachment() == null) {
        throw new IllegalStateException("not found: " + lookup);
      }
      millis.add((System.nanoTime() - start) / 1e6);
    }
    millis.sort(null);
    return millis;
  }

  private static double percentile(int percent, List<Double> sorted) {
    return sorted.get(sorted.size() * percent / 100);
  }

  /** The plan of the very statement that the product sends, and as it plans it. */
  private List<String> explain(SelectDownloadFacts lookup) {
    String sql = lookup.sql();
    for (Object value :
        List.of(
            lookup.token().id(),
            lookup.ticket().value(),
            Objects.requireNonNull(lookup.attachmentId()))) {
      sql = sql.replaceFirst("\\?", value.toString());
    }
    return database
        .forRequests()
        .fetch("EXPLAIN (ANALYZE, BUFFERS) " + sql)
        .getValues(0, String.class);
  }

  private static Predicate<String> readsWhole(String plan) {
    return table -> plan.contains("Seq Scan on " + table);
  }

  private void run(String statements) {
    database
        .forMaintenance()
        .connection(
            connection -> {
              try (var statement = connection.createStatement()) {
                statement.execute(statements);
              }
            });
  }

  private static void remove(EmbeddedPostgres postgres, Path directory) {
    try {
      postgres.close();
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      System.err.println(directory + " is left: " + e);
    }
  }
}
