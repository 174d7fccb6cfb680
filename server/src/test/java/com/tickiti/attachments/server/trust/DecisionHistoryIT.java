package com.tickiti.attachments.server.trust;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.fault.FaultyProxy;
import com.tickiti.attachments.server.fault.FaultyProxy.RequestFault;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.metadata.PostgresMetadata;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.TicketKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens are revoked and granted again, queues hidden and shown, while many callers ask: every
 * decision is by facts that held between its request and its answer, and all of one instant.
 */
@Tag("trust")
class DecisionHistoryIT {

  private static final int TOKENS = 3;
  private static final int CALLERS = 16;
  private static final TicketKey TICKET = new TicketKey(TicketKey.Kind.NUMBER, 220009L);

  /** Version ?: with an even one the token works and its owner sees the queue. */
  private static final String WRITE =
      """
      WITH queue AS (UPDATE queue_permissions SET can_view = ? WHERE user_id = ?)
      UPDATE api_tokens SET revoked_at = CASE WHEN NOT ? THEN now() END, abilities = ARRAY[?]
      WHERE id = ?
      """;

  /** By token: the version whose writing has begun last, and the one that has been committed. */
  private final AtomicIntegerArray begun = new AtomicIntegerArray(TOKENS + 1);

  private final AtomicIntegerArray committed = new AtomicIntegerArray(TOKENS + 1);
  private final AtomicLong decisions = new AtomicLong();
  private volatile boolean ended;

  @Test
  void decisions_besideRevocationsAndGrants_areNeverOlderThanTheirRequests() throws Exception {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    int versions = TrustRun.count(1_500, 100_000) / TOKENS;
    ExecutorService threads = Executors.newFixedThreadPool(TOKENS + CALLERS);
    try (TestDatabase database = new TestDatabase();
        FaultyProxy counting = new FaultyProxy(port(database.config().url()));
        Database asked = new Database(through(counting, database.config()));
        TokenUses uses = new TokenUses(database.database())) {
      arrange(database);
      PostgresMetadata metadata = new PostgresMetadata(asked, uses);
      metadata.checkRelations(); // opens a connection and loads classes, which takes a while
      counting.arm(new RequestFault(Integer.MAX_VALUE, false, false)); // from here on it counts
      List<Future<?>> writers = new ArrayList<>();
      List<Future<?>> callers = new ArrayList<>();
      for (int token = 1; token <= TOKENS; token++) {
        int own = token;
        writers.add(threads.submit(() -> write(database.database(), own, versions)));
      }
      for (int i = 0; i < CALLERS; i++) {
        Random random = new Random(seed + i);
        callers.add(threads.submit(() -> decide(metadata, random)));
      }
      for (Future<?> each : writers) {
        each.get();
      }
      ended = true;
      for (Future<?> each : callers) {
        each.get();
      }
      assertThat((long) counting.requests())
          .as("round trips for %s decisions, seed %s", decisions, seed)
          .isLessThan(decisions.get());
    } finally {
      threads.shutdownNow();
    }
    TrustRun.report(
        "revocations and grants beside %,d decisions".formatted(decisions.get()),
        (long) versions * TOKENS,
        "0 older than their request",
        "0 older",
        seed,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static void arrange(TestDatabase database) {
    database
        .sql()
        .execute(
            """
            INSERT INTO queues VALUES (4, 'Support');
            INSERT INTO tickets VALUES (1, 220009, 4);
            INSERT INTO users SELECT u, u || '@example.test', true FROM generate_series(1, %1$d) u;
            INSERT INTO queue_permissions SELECT id, 4, true FROM users;
            INSERT INTO api_tokens (id, user_id, secret_sha256, abilities)
              SELECT id, id, '%2$s', '{0}' FROM users;
            """
                .formatted(TOKENS, BearerToken.secretSha256("s3cret")));
  }

  /** Writes so many versions, and more until as many decisions have been made. */
  private void write(Database database, int token, int versions) {
    for (int version = 1;
        !ended && (version <= versions || decisions.get() < (long) TOKENS * versions);
        version++) {
      boolean granted = version % 2 == 0;
      begun.set(token, version);
      database
          .forRequests()
          .execute(WRITE, granted, token, granted, Integer.toString(version), token);
      committed.set(token, version);
    }
  }

  /** Asks for random tokens until the writers are done, or a decision is wrong. */
  private void decide(PostgresMetadata metadata, Random random) {
    try {
      while (!ended) {
        int token = 1 + random.nextInt(TOKENS);
        BearerToken bearer = BearerToken.parse("Bearer " + token + "|s3cret").orElseThrow();
        int oldest = committed.get(token);
        AccessFacts facts = metadata.facts(bearer, TICKET, null, () -> false);
        int newest = begun.get(token);
        TokenFacts found = requireNonNull(facts.token());
        int version = Integer.parseInt(found.abilities().iterator().next());
        decisions.incrementAndGet();
        assertThat(version).as("version of token %s", token).isBetween(oldest, newest);
        assertThat(found.authenticates()).as("version %s", version).isEqualTo(version % 2 == 0);
        assertThat(requireNonNull(facts.ticket()).queueVisible()).isEqualTo(version % 2 == 0);
      }
    } finally {
      ended = true;
    }
  }

  private static int port(String url) {
    return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  private static DatabaseConfig through(FaultyProxy proxy, DatabaseConfig config) {
    return new DatabaseConfig(
        config.url().replaceFirst(":\\d+/", ":" + proxy.port() + "/"),
        config.user(),
        config.password(),
        config.poolSize());
  }
}
