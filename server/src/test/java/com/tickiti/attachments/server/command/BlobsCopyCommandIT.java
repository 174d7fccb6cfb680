package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.maintenance.StoreCopy;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code blobs copy}, beside a server that serves what is copied. */
class BlobsCopyCommandIT {

  private static final int BLOBS = 24;
  private static final int SIZE = 100_000;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static final List<Digest> digests = new ArrayList<>();

  @TempDir private Path target;

  @BeforeAll
  static void start() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    for (int id = 1; id <= BLOBS; id++) {
      digests.add(helpdesk.attach(id, "f" + id + ".txt", content(id)));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    helpdesk.close();
  }

  @Test
  void copy_cutShortAndStartedAgain_goesOnAndIsComplete() throws Exception {
    Path to = target.resolve("copy");
    cutShort(to);
    int before = stored(to).size();
    assertThat(before).isBetween(5, BLOBS - 1);

    try (AttachmentServer moved = serveFrom(to)) {
      assertAllServed(moved);
      CommandRun run = CommandRun.of("blobs", "copy", blobs().toString(), to.toString());

      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.out())
          .isEqualTo(
              "copied %d blobs (%.1f MB), %d there already, 0 missing, 0 damaged, 0 unreadable\n"
                  .formatted(BLOBS - before, (BLOBS - before) * SIZE / 1e6, before));
      assertAllServed(moved);
    }
    assertThat(stored(to)).containsExactlyInAnyOrderElementsOf(stored(blobs()));
    assertThat(to.resolve("blob-store.id"))
        .hasSameTextualContentAs(blobs().resolve("blob-store.id"));
    assertVerified("--blob-store=" + to.toUri());
  }

  @Test
  void copy_toABucketAndBack_isVerifiedAndNamesWhatIsDamaged() throws IOException {
    S3Location bucket = S3Server.newBucket();
    assertThat(copy(bucket, blobs().toString(), bucket.toString()).out()).startsWith("copied 24 ");
    Digest damaged = digests.get(7);
    Files.write(S3Server.fileOf(bucket, damaged), content(-1));
    Files.delete(S3Server.fileOf(bucket, digests.get(8)));

    CommandRun again = copy(bucket, blobs().toString(), bucket.toString());
    assertThat(again.out()).startsWith("copied 1 blob (100.0 kB), 23 there already");
    CommandRun back = copy(bucket, bucket.toString(), target.resolve("back").toString());
    CommandRun verified = copy(bucket, blobs().toString(), bucket.toString(), "--verify");

    assertThat(back.status()).isEqualTo(1);
    assertThat(back.out())
        .startsWith("damaged     " + damaged + "  its SHA-256 is ")
        .endsWith("0 there already, 0 missing, 1 damaged, 0 unreadable\n");
    assertThat(stored(target.resolve("back"))).hasSize(BLOBS - 1).doesNotContain(damaged.hex());
    assertThat(verified.out()).startsWith("copied 1 blob (100.0 kB), 23 there already");
    assertVerified(S3Server.options(bucket).toArray(String[]::new));
  }

  @Test
  void copy_intoAnotherStore_isRefused() throws IOException {
    Path other = Files.createDirectories(target.resolve("other"));
    Files.writeString(other.resolve("blob-store.id"), "0".repeat(32) + "\n");
    Path unmarked = Files.createDirectories(target.resolve("unmarked/ab/cd"));
    Files.createFile(unmarked.resolve("abcd".repeat(16)));

    assertThat(refusal(blobs(), other)).contains("is another blob store");
    assertThat(refusal(blobs(), target.resolve("unmarked"))).contains("or holds blobs and no");
    assertThat(refusal(target.resolve("absent"), target.resolve("new"))).contains("holds no");
    assertThat(refusal(blobs(), blobs())).contains("are the same blob store");
    assertThat(target.resolve("new")).doesNotExist();
  }

  /** Interrupts the threads that copy, wherever they are, once five contents are done. */
  private static void cutShort(Path to) throws IOException {
    AtomicInteger done = new AtomicInteger();
    try (StoreCopy copy = new StoreCopy(new DiskLocation(blobs()), new DiskLocation(to))) {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  copy.run(
                      false,
                      (item, outcome, detail) -> {
                        if (done.incrementAndGet() == 5) {
                          throw new CancellationException();
                        }
                      }));
    }
  }

  private static String refusal(Path from, Path to) {
    CommandRun run = CommandRun.of("blobs", "copy", from.toString(), to.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
    return run.err();
  }

  private static CommandRun copy(S3Location bucket, String... arguments) {
    return CommandRun.of(
        Stream.of(
                Stream.of("blobs", "copy"),
                Stream.of(arguments),
                S3Server.options(bucket).stream()
                    .filter(option -> !option.startsWith("--blob-store")))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static AttachmentServer serveFrom(Path store) throws IOException {
    List<String> options = new ArrayList<>(helpdesk.database().options());
    options.addAll(
        List.of(
            "--data-dir=" + directory.resolve("moved"),
            "--http-port=0",
            "--grpc-port=0",
            "--blob-store=" + store.toUri(),
            "--blob-store-fallback=" + blobs().toUri()));
    return AttachmentServer.start(Settings.of(ServerConfig.class, options.toArray(String[]::new)));
  }

  private static void assertAllServed(AttachmentServer server) throws Exception {
    JsonCaller caller = new JsonCaller(server.httpUri());
    for (int id = 1; id <= BLOBS; id++) {
      JsonCaller.Answer answer =
          caller.post(
              TestHelpdesk.READER,
              "{\"ticket_number\":220009,\"response_attachment_id\":%d,\"intent\":\"review_ok\"}"
                  .formatted(id));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.content()).isEqualTo(content(id));
    }
  }

  private static void assertVerified(String... store) {
    CommandRun run =
        CommandRun.on(
            directory,
            Stream.of(Stream.of("verify"), Stream.of(store), helpdesk.database().options().stream())
                .flatMap(part -> part)
                .toArray(String[]::new));
    assertThat(run.out()).startsWith("verified 24 blobs ").contains("0 missing, 0 damaged");
    assertThat(run.status()).isZero();
  }

  private static Path blobs() {
    return directory.resolve("blobs");
  }

  private static List<String> stored(Path store) throws IOException {
    try (BlobStore files = new DiskLocation(store).open();
        Stream<BlobStore.Entry> entries = files.list()) {
      return entries.map(entry -> entry.digest().hex()).toList();
    }
  }

  private static byte[] content(int number) {
    byte[] content = new byte[SIZE];
    new Random(number).nextBytes(content);
    return content;
  }
}
