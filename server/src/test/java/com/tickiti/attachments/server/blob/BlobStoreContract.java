package com.tickiti.attachments.server.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every leaf must keep; each runs all of it. */
public abstract class BlobStoreContract {

  private static final Digest ABSENT = new Digest("ab".repeat(32));

  /** An empty store of this test's own. */
  protected abstract BlobStore store();

  /** Where contents come from, on the volume of the store where it is on one. */
  protected abstract StagingDirectory staging();

  /** The file that the store's server, or the store itself, keeps a content in. */
  protected abstract Path fileOf(Digest digest);

  @Test
  void open_whatWasPut_readsItAtAnyPosition() throws IOException {
    byte[] content = random(1_000_000);
    Digest digest = put(content);
    Random random = new Random(7);
    try (BlobStore.OpenBlob open = store().open(digest)) {
      assertThat(open.size()).isEqualTo(content.length);
      for (int i = 0; i < 50; i++) {
        int position = random.nextInt(content.length);
        int most = 1 + random.nextInt(100_000);
        ByteBuffer read = open.read(position, most);
        assertThat(read.remaining()).isBetween(1, most);
        assertThat(read).isEqualTo(ByteBuffer.wrap(content, position, read.remaining()));
      }
      assertThat(open.read(content.length, 1).remaining()).isZero();
      assertThat(open.read(content.length + 1L, 1).remaining()).isZero();
    }
  }

  @Test
  void open_readFromStartToEnd_givesEveryByteOnce() throws IOException {
    byte[] content = random(3_000_001);
    try (BlobStore.OpenBlob open = store().open(put(content))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteBuffer read = open.read(0, 48 * 1024);
      while (read.hasRemaining()) {
        out.write(read.array(), read.arrayOffset() + read.position(), read.remaining());
        read = open.read(out.size(), 48 * 1024);
      }
      assertThat(out.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void open_emptyContent_hasNothingToRead() throws IOException {
    assertThat(put(new byte[0])).isEqualTo(Digest.OF_NOTHING);
    try (BlobStore.OpenBlob open = store().open(Digest.OF_NOTHING)) {
      assertThat(open.size()).isZero();
      assertThat(open.read(0, 1).remaining()).isZero();
    }
  }

  @Test
  void hash_isThatOfTheStoredBytes() throws IOException {
    byte[] content = random(500_000);
    Digest digest = put(content);
    assertThat(hash(digest).digest()).isEqualTo(digest);

    content[400_000] ^= 1;
    Files.write(fileOf(digest), content);

    assertThat(hash(digest).digest()).isEqualTo(digestOf(content));
  }

  @Test
  void open_absent_isMissing() {
    assertThatExceptionOfType(BlobMissingException.class).isThrownBy(() -> store().open(ABSENT));
  }

  @Test
  void put_again_isStoredOnceAndMendsWhatIsThere() throws IOException {
    byte[] content = random(100);
    Digest digest = put(content);
    Files.write(fileOf(digest), random(99));
    put(content);
    assertThat(hash(digest).digest()).isEqualTo(digest);
    assertThat(listed()).hasSize(1);
  }

  @Test
  void put_ofAMissingFile_leavesNothing() throws IOException {
    Path file = temporaryFile(new byte[] {1});
    Files.delete(file);
    assertThatIOException().isThrownBy(() -> store().put(ABSENT, file));
    assertThat(store().contains(ABSENT)).isFalse();
    assertThat(listed()).isEmpty();
  }

  @Test
  void contains_followsPutAndDelete() throws IOException {
    assertThat(store().contains(ABSENT)).isFalse();
    Digest digest = put(random(10));
    assertThat(store().contains(digest)).isTrue();
    store().delete(digest);
    assertThat(store().contains(digest)).isFalse();
    store().delete(digest);
  }

  @Test
  void deleteStoredBefore_sparesWhatIsNewer() throws IOException {
    Digest digest = put(random(10));
    assertThat(store().deleteStoredBefore(digest, Instant.now().minus(Duration.ofMinutes(5))))
        .isFalse();
    assertThat(store().contains(digest)).isTrue();
    assertThat(store().deleteStoredBefore(digest, Instant.now().plus(Duration.ofMinutes(5))))
        .isTrue();
    assertThat(store().contains(digest)).isFalse();
    assertThat(store().deleteStoredBefore(digest, Instant.now())).isTrue();
  }

  @Test
  void list_namesContentsAndNothingElse() throws IOException {
    Instant before = Instant.now().minusSeconds(1);
    Digest one = put(random(1));
    Digest two = put(random(200));
    Files.write(fileOf(one).resolveSibling("README"), random(3));
    Files.write(fileOf(one).resolveSibling(ABSENT.hex().substring(1)), random(3));

    List<BlobStore.Entry> listed = listed();

    assertThat(listed).extracting(BlobStore.Entry::digest).containsExactlyInAnyOrder(one, two);
    assertThat(listed).extracting(BlobStore.Entry::size).containsExactlyInAnyOrder(1L, 200L);
    assertThat(listed)
        .allSatisfy(
            entry -> assertThat(entry.storedAt()).isBetween(before, before.plusSeconds(60)));
  }

  @Test
  void id_isEmptyUntilIdentified() throws IOException {
    assertThat(store().id()).isEmpty();
    put(random(1));
    assertThat(store().id()).isEmpty();

    StoreId id = StoreId.random();
    assertThat(store().identify(id)).isEqualTo(id);
    assertThat(store().id()).contains(id);
    assertThat(listed()).hasSize(1);
  }

  @Test
  void identify_again_keepsTheFirst() throws IOException {
    StoreId first = store().identify(StoreId.random());
    assertThat(store().identify(StoreId.random())).isEqualTo(first);
    assertThat(store().id()).contains(first);
  }

  @Test
  void identify_atTheSameTime_agreesOnOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<StoreId>> tries =
          Collections.nCopies(4, () -> store().identify(StoreId.random()));
      Set<StoreId> answers = new HashSet<>();
      for (Future<StoreId> answer : threads.invokeAll(tries)) {
        answers.add(answer.get());
      }
      assertThat(answers).containsExactly(store().id().orElseThrow());
    } finally {
      threads.shutdownNow();
    }
  }

  protected final Digest put(byte[] content) throws IOException {
    Digest digest = digestOf(content);
    Path file = temporaryFile(content);
    store().put(digest, file);
    Files.deleteIfExists(file);
    return digest;
  }

  protected final List<BlobStore.Entry> listed() throws IOException {
    try (Stream<BlobStore.Entry> entries = store().list()) {
      return entries.toList();
    }
  }

  protected static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private ContentHash.Result hash(Digest digest) throws IOException {
    try (BlobStore.OpenBlob open = store().open(digest)) {
      return open.hash(read -> {});
    }
  }

  private Path temporaryFile(byte[] content) throws IOException {
    return Files.write(staging().create(), content);
  }

  private static Digest digestOf(byte[] content) {
    return Digest.of(Digest.sha256().digest(content));
  }
}
