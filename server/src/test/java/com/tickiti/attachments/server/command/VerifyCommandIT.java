package com.tickiti.attachments.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.maintenance.BlobVerification;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.maintenance.VerifyJournal;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} over many blobs of which a few are at fault. */
@Tag("trust")
class VerifyCommandIT {

  private static final int BLOBS = TrustRun.count(2_000, 10_000);
  private static final int BLOBS_OF_A_TICKET = 100;

  @TempDir private static Path data;
  private static DataStores stores;
  private static List<Digest> digests;

  /** What a test has changed, as it was. */
  private final Map<Path, byte[]> changed = new HashMap<>();

  /** Blob n, in the order of digests, is attachment n of ticket 1000 + n / 100. */
  @BeforeAll
  static void fill() throws IOException {
    stores =
        DataStores.openOwned(
            Settings.of(ServerConfig.Data.class, "--data-dir=" + data, "--db-pool-size=2"));
    stores.database().migrate();
    stores.adoptBlobs();
    digests = new ArrayList<>();
    for (int i = 0; i < BLOBS; i++) {
      digests.add(store("content " + i));
    }
    digests.sort(Comparator.comparing(Digest::hex));
    DSLContext sql = stores.database().forMaintenance();
    sql.execute("INSERT INTO queues VALUES (4, 'Support')");
    sql.execute(
        "INSERT INTO tickets SELECT n, 1000 + n, 4 FROM generate_series(0, ?) n",
        BLOBS / BLOBS_OF_A_TICKET);
    sql.execute("INSERT INTO responses (id, ticket_id) SELECT id, id FROM tickets");
    sql.execute(
        IntStream.range(0, BLOBS)
            .mapToObj(n -> "('%s', %d, %d)".formatted(digests.get(n), size(n), n))
            .collect(
                Collectors.joining(
                    ", ",
                    """
                    WITH given (sha256, size, n) AS (VALUES\s""",
                    """
                    ), recorded AS (
                      INSERT INTO blobs (sha256, size, mime_type, piece_sha256)
                      SELECT sha256, size, 'text/plain', decode(sha256, 'hex') FROM given)
                    INSERT INTO response_attachments (id, response_id, name, sha256)
                    SELECT n, n / 100, n || '.txt', sha256 FROM given""")));
  }

  @AfterAll
  static void close() throws IOException {
    stores.close();
  }

  @AfterEach
  void restore() throws IOException {
    for (Map.Entry<Path, byte[]> file : changed.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  @Test
  void manyBlobs_namesExactlyThoseAtFaultAndTheirTickets() throws IOException {
    List<Integer> missing = List.of(0, 777, BLOBS - 1);
    List<Integer> damaged = List.of(3, 499, 1_500);
    for (int n : missing) {
      keep(n);
      Files.delete(file(n));
    }
    for (int n : damaged) {
      flip(n);
    }
    List<Digest> orphans = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      orphans.add(store("orphan " + i));
    }
    stores
        .database()
        .forMaintenance()
        .execute(
            "INSERT INTO response_attachments (id, response_id, name, sha256)"
                + " VALUES (50000, 7, ?, ?), (50001, 8, 'b.txt', ?)",
            "a\u001b[31m.txt",
            digests.get(777).hex(),
            digests.get(777).hex());

    long start = System.nanoTime();
    CommandRun run = CommandRun.on(data, "verify");
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    List<String> expected = new ArrayList<>();
    for (int n : IntStream.concat(stream(missing), stream(damaged)).sorted().toArray()) {
      expected.add(line(n, missing.contains(n)) + (n == 777 ? " (and 2 more)" : ""));
    }
    orphans.stream()
        .map(Digest::hex)
        .sorted()
        .forEach(orphan -> expected.add("orphaned    " + orphan + "  stored, not referred to"));
    expected.add(
        "verified %d blobs (%s): 3 missing, 3 damaged, 0 unreadable, 3 orphaned"
            .formatted(BLOBS, kilobytes(missing)));
    assertThat(run.out().lines()).containsExactlyElementsOf(expected);
    assertThat(run.status()).isEqualTo(1);
    TrustRun.report(
        "`verify`: blobs, of which 3 are missing, 3 damaged and 3 orphaned",
        BLOBS,
        "these 9 named, with their tickets; nothing else",
        "exactly these",
        0,
        took);

    JsonNode report = new ObjectMapper().readTree(CommandRun.on(data, "verify", "--json").out());
    JsonNode of777 =
        Stream.of(report.get("faults").get(3), report.get("faults").get(2))
            .filter(fault -> fault.get("sha256").textValue().equals(digests.get(777).hex()))
            .findFirst()
            .orElseThrow();
    assertThat(of777.get("attachments_total").intValue()).isEqualTo(3);
    assertThat(of777.findValuesAsText("ticket_number")).containsExactly("1007", "1007", "1008");
    assertThat(of777.findValuesAsText("name")).contains("a\u001b[31m.txt");

    stores
        .database()
        .forMaintenance()
        .execute("DELETE FROM response_attachments WHERE id >= 50000");
    for (Digest orphan : orphans) {
      Files.delete(file(orphan));
    }
  }

  @Test
  void endedAndStartedAgain_goesOnWhereItWas() throws IOException {
    flip(10);
    flip(1_200);
    flip(1_900);
    Path journal = data.resolve("verify.state");
    interruptAt(digests.get(1_200), journal);
    Files.writeString(journal, "{\"fault\":\"damag", StandardOpenOption.APPEND);
    flip(20); // has been read, and is not read again
    flip(1_100); // is of the page that was not kept

    CommandRun run = CommandRun.on(data, "verify", "--resume", journal.toString());

    assertThat(run.out().lines())
        .containsExactly(
            line(10, false),
            line(1_100, false),
            line(1_200, false),
            line(1_900, false),
            "verified %d blobs (%s): 0 missing, 4 damaged, 0 unreadable, 0 orphaned"
                .formatted(BLOBS, kilobytes(List.of())));
    assertThat(journal).doesNotExist();
    assertThat(CommandRun.on(data, "verify", "--resume", journal.toString()).out())
        .contains(digests.get(20).hex())
        .contains("5 damaged");
  }

  @Test
  void journal_ofAnotherStoreOrKindOrInUse_isRefused() throws IOException {
    Path foreign = data.resolve("foreign");
    VerifyJournal.open(foreign, StoreId.random()).close();
    assertThat(CommandRun.on(data, "verify", "--resume", foreign.toString()))
        .matches(run -> run.status() == 2 && run.err().contains("is of the blob store with id"));

    Path other = Files.writeString(data.resolve("other"), "{\"a\":1}\nprecious\n");
    assertThat(CommandRun.on(data, "verify", "--resume", other.toString()).status()).isEqualTo(2);
    assertThat(other).hasContent("{\"a\":1}\nprecious\n");

    Path used = data.resolve("used");
    try (VerifyJournal user = VerifyJournal.open(used, stores.blobs().id().orElseThrow())) {
      assertThat(user).isNotNull();
      assertThat(CommandRun.on(data, "verify", "--resume", used.toString()).err())
          .contains("is in use by another verify");
    }
    assertThat(CommandRun.on(data, "verify", "--types", "--resume", used.toString()).status())
        .isEqualTo(2);
  }

  private void interruptAt(Digest fault, Path file) throws IOException {
    try (VerifyJournal journal = VerifyJournal.open(file, stores.blobs().id().orElseThrow())) {
      BlobVerification verification =
          new BlobVerification(
              stores,
              journal,
              found -> {
                if (found.digest().equals(fault)) {
                  throw new IOException("killed");
                }
              },
              Progress.none());
      assertThatThrownBy(verification::run).hasMessage("killed");
    }
  }

  private String line(int n, boolean missing) throws IOException {
    String detail =
        missing
            ? "recorded, not stored"
            : "its SHA-256 is " + Digest.of(Digest.sha256().digest(Files.readAllBytes(file(n))));
    return "%-10s  %s  %s: attachment %d of ticket %d \"%d.txt\""
        .formatted(
            missing ? "missing" : "damaged",
            digests.get(n),
            detail,
            n,
            1_000 + n / BLOBS_OF_A_TICKET,
            n);
  }

  private static String kilobytes(List<Integer> missing) throws IOException {
    long bytes = 0;
    for (int n = 0; n < BLOBS; n++) {
      bytes += missing.contains(n) ? 0 : size(n);
    }
    return "%.1f kB".formatted(bytes / 1e3);
  }

  private static long size(int n) {
    try {
      return Files.size(file(n));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void keep(int n) throws IOException {
    changed.putIfAbsent(file(n), Files.readAllBytes(file(n)));
  }

  private void flip(int n) throws IOException {
    keep(n);
    byte[] bytes = Files.readAllBytes(file(n));
    bytes[n % bytes.length] ^= 1;
    Files.write(file(n), bytes);
  }

  private static Path file(int n) {
    return file(digests.get(n));
  }

  private static Path file(Digest digest) {
    String hex = digest.hex();
    return data.resolve("blobs")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  /** As an upload that came in long ago has left it. */
  private static Digest store(String content) throws IOException {
    Digest digest = Digest.of(Digest.sha256().digest(content.getBytes(UTF_8)));
    Files.createDirectories(file(digest).getParent());
    Files.writeString(file(digest), content);
    Files.setLastModifiedTime(file(digest), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    return digest;
  }

  private static IntStream stream(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue);
  }
}
