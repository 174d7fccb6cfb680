package com.tickiti.attachments.server.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores on a real disk, of which the second has what the first is missing. */
class FallbackBlobStoreTest {

  private static final StoreId ID = StoreId.random();
  private static final Digest ABSENT = new Digest("ab".repeat(32));

  @TempDir private Path directory;
  private BlobStore first;
  private BlobStore second;
  private BlobStore store;

  @BeforeEach
  void open() throws IOException {
    DiskLocation one = new DiskLocation(directory.resolve("first"));
    DiskLocation other = new DiskLocation(directory.resolve("second"));
    first = one.open();
    second = other.open();
    store = new FallbackLocation(one, other).open();
    var unused = first.identify(ID);
    unused = second.identify(ID);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void open_readsTheFirstThatHasIt() throws IOException {
    Digest old = put(second, "old");
    Digest both = put(first, "both");
    put(second, "both");

    assertThat(sizeOf(old)).isEqualTo(3);
    assertThat(sizeOf(both)).isEqualTo(4);
    assertThat(store.contains(old)).isTrue();
    assertThat(store.contains(ABSENT)).isFalse();
    assertThatExceptionOfType(BlobMissingException.class).isThrownBy(() -> sizeOf(ABSENT));
  }

  @Test
  void missingInTheFirst_theSecondIsAway_isNotTakenForMissing() throws IOException {
    Files.delete(directory.resolve("second/blob-store.id"));
    Digest here = put(first, "here");

    assertThat(sizeOf(here)).isEqualTo(4);
    assertThatExceptionOfType(BlobStoreAwayException.class).isThrownBy(() -> sizeOf(ABSENT));
    assertThatExceptionOfType(BlobStoreAwayException.class)
        .isThrownBy(() -> store.contains(ABSENT));
    assertThatExceptionOfType(BlobStoreAwayException.class).isThrownBy(() -> store.delete(here));
    assertThat(first.contains(here)).isTrue();
  }

  @Test
  void put_goesToTheFirst() throws IOException {
    Digest digest = put(store, "new");

    assertThat(first.contains(digest)).isTrue();
    assertThat(second.contains(digest)).isFalse();
  }

  @Test
  void list_namesWhatBothHaveOnce_andDeleteRemovesItFromBoth() throws IOException {
    Digest both = put(first, "both");
    put(second, "both");
    Digest old = put(second, "old");

    try (Stream<BlobStore.Entry> entries = store.list()) {
      assertThat(entries.map(BlobStore.Entry::digest)).containsExactlyInAnyOrder(both, old);
    }
    assertThat(store.deleteStoredBefore(both, Instant.EPOCH)).isFalse();
    assertThat(store.deleteStoredBefore(both, Instant.MAX)).isTrue();

    assertThat(first.contains(both)).isFalse();
    assertThat(second.contains(both)).isFalse();
    assertThat(store.contains(old)).isTrue();
  }

  private long sizeOf(Digest digest) throws IOException {
    try (BlobStore.OpenBlob blob = store.open(digest)) {
      return blob.size();
    }
  }

  private Digest put(BlobStore target, String content) throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    Digest digest = Digest.of(Digest.sha256().digest(bytes));
    target.put(digest, Files.write(directory.resolve("incoming"), bytes));
    return digest;
  }
}
