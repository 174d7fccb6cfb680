package com.tickiti.attachments.server.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of contents on a real disk, before a store on the same one. */
class DiskCachingBlobStoreTest {

  private static final int SIZE = 3 * PieceDigests.PIECE_BYTES + 100;
  private static final int MAX_BYTES = 4 * SIZE;

  @TempDir private Path directory;
  private final Map<Digest, PieceDigests> recorded = new HashMap<>();
  private Path copies;
  private FilesystemBlobStore store;
  private VerifiedBlobs blobs;

  @BeforeEach
  void open() throws IOException {
    copies = directory.resolve("cache");
    store = new FilesystemBlobStore(directory.resolve("store"));
    blobs = verified();
  }

  @AfterEach
  void close() throws IOException {
    blobs.close();
  }

  private VerifiedBlobs verified() throws IOException {
    return VerifiedBlobs.of(
        new DiskCachingBlobStore(store, CacheDirectory.open(copies, MAX_BYTES)),
        digest -> recorded.getOrDefault(digest, PieceDigests.NONE),
        0);
  }

  @Test
  void readOnce_isReadFromItsCopy_alsoAfterARestart() throws IOException {
    Digest digest = put(1);
    read(digest);
    Files.delete(stored(digest));

    read(digest);
    blobs.close();
    blobs = verified();
    read(digest);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "49152, true", "147555, true", "0, false", "147555, false"})
  void damagedCopy_isNeverServed_andMadeAnew(int at, boolean piecesRecorded) throws IOException {
    Digest digest = put(1);
    if (!piecesRecorded) {
      recorded.clear();
    }
    read(digest);
    Path copy = copy(digest);
    byte[] bytes = Files.readAllBytes(copy);
    bytes[at] ^= 1;
    Files.write(copy, bytes);

    read(digest);
    read(digest);
    assertThat(copy).hasSameBinaryContentAs(stored(digest));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SIZE - 1})
  void truncatedCopy_isReadFromTheStore(int size) throws IOException {
    Digest digest = put(1);
    read(digest);
    Files.write(copy(digest), new byte[size]);

    read(digest);
  }

  @Test
  void damagedInTheStore_isNotCopied() throws IOException {
    Digest digest = put(1);
    byte[] bytes = Files.readAllBytes(stored(digest));
    bytes[SIZE - 1] ^= 1;
    Files.write(stored(digest), bytes);

    assertThatExceptionOfType(CorruptBlobException.class).isThrownBy(() -> read(digest));
    assertThat(files()).isEmpty();
  }

  @Test
  void aboveTheLimit_theLeastRecentlyReadGoes_alsoAfterARestart() throws IOException {
    List<Digest> digests = List.of(put(1), put(2), put(3), put(4), put(5), put(6));
    for (Digest digest : digests.subList(0, 4)) {
      read(digest);
    }
    read(digests.get(0));
    read(digests.get(4));
    assertThat(copied(digests)).containsExactly(true, false, true, true, true, false);

    blobs.close();
    Files.setLastModifiedTime(copy(digests.get(3)), FileTime.from(Instant.EPOCH));
    blobs = verified();
    read(digests.get(5));
    assertThat(copied(digests)).containsExactly(true, false, true, false, true, true);
  }

  @Test
  void partsAndLargeContents_areNotCopied() throws IOException {
    Digest part = put(1);
    try (BlobStore.OpenBlob blob = blobs.open(part)) {
      var unused = blob.read(PieceDigests.PIECE_BYTES, 100);
    }
    Digest large = put(new byte[SIZE + 1]);
    read(large);

    assertThat(files()).isEmpty();
  }

  @Test
  void deleted_isGoneFromTheCacheToo() throws IOException {
    Digest digest = put(1);
    read(digest);
    assertThat(blobs.deleteStoredBefore(digest, Instant.MAX)).isTrue();

    assertThatExceptionOfType(BlobMissingException.class).isThrownBy(() -> read(digest));
    assertThat(files()).isEmpty();
  }

  @Test
  void cacheThatCannotBeWritten_isOfNoHarm() throws IOException {
    Files.delete(copies.resolve("cache.lock"));
    Files.delete(copies);
    read(put(1));
    read(put(2));
  }

  @Test
  void fullDisk_isOfNoHarm() throws Exception {
    blobs.close();
    assumeTrue(mount(), "needs to mount a small file system");
    try {
      blobs = verified();
      Digest digest = put(1);
      read(digest);
      read(digest);
      assertThat(files()).isEmpty();
      blobs.close();
    } finally {
      new ProcessBuilder("umount", copies.toString()).start().waitFor();
    }
    blobs = verified();
  }

  private boolean mount() throws Exception {
    return new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", copies.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void secondProcess_isRefused() {
    assertThatIOException().isThrownBy(() -> CacheDirectory.open(copies, MAX_BYTES));
  }

  @Test
  void unfinishedFiles_areRemovedAtTheStart() throws IOException {
    blobs.close();
    Files.write(copies.resolve("copy-1.unfinished"), new byte[100]);
    Files.write(copies.resolve("ab".repeat(32) + "-99"), new byte[98]);
    blobs = verified();

    assertThat(files()).isEmpty();
  }

  /** Reads all of a content, verified. */
  private void read(Digest digest) throws IOException {
    try (BlobStore.OpenBlob blob = blobs.open(digest)) {
      assertThat(blob.hash(count -> {}).digest()).isEqualTo(digest);
    }
  }

  private Digest put(int seed) throws IOException {
    byte[] content = new byte[SIZE];
    new Random(seed).nextBytes(content);
    return put(content);
  }

  private Digest put(byte[] content) throws IOException {
    ContentHash hash = new ContentHash();
    hash.update(content, 0, content.length);
    ContentHash.Result result = hash.finish();
    Digest digest = result.digest();
    recorded.put(digest, result.pieces());
    store.put(digest, Files.write(directory.resolve("incoming"), content));
    return digest;
  }

  private List<Boolean> copied(List<Digest> digests) {
    return digests.stream().map(digest -> Files.exists(copy(digest))).toList();
  }

  private Path copy(Digest digest) {
    return copies.resolve(digest.hex() + "-" + SIZE);
  }

  private Path stored(Digest digest) {
    String hex = digest.hex();
    return directory.resolve(
        "store/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(copies)) {
      return files.filter(file -> !file.endsWith("cache.lock")).toList();
    }
  }
}
