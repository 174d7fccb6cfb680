package com.tickiti.attachments.server.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedBlobsTest {

  private static final int PIECE = PieceDigests.PIECE_BYTES;

  @TempDir private Path directory;
  private FilesystemBlobStore store;
  private StagingDirectory staging;

  @BeforeEach
  void openStore() throws IOException {
    store = new FilesystemBlobStore(directory);
    staging = new StagingDirectory(directory.resolve("tmp"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 0, 1",
    "49152, 0, 49152",
    "49153, 0, 49153",
    "1000000, 0, 1000000",
    "1000000, 1, 999999",
    "1000000, 49151, 2",
    "1000000, 49152, 49152",
    "1000000, 999999, 1",
    "1000000, 1000000, 0",
    "1000000, 0, 1",
  })
  void open_anyPart_readsJustThat(int size, int offset, int length) throws IOException {
    byte[] content = random(size);
    ContentHash.Result stored = put(content);
    ServedRange slice = new ServedRange(offset, length, offset + length == size);

    byte[] recorded = read(digest -> stored.pieces(), stored, slice);
    byte[] unrecorded = read(digest -> PieceDigests.NONE, stored, slice);

    assertThat(recorded).isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
    assertThat(unrecorded).isEqualTo(recorded);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, PIECE, PIECE + 1, 3 * PIECE, 1_000_000})
  void next_flippedBit_handsOutNoByteOfThatPieceOrLater(int size) throws IOException {
    byte[] content = random(size);
    ContentHash.Result stored = put(content);
    Random random = new Random(size);
    for (int round = 0; round < 20; round++) {
      int at = random.nextInt(size);
      byte[] damaged = content.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(stored.digest()), damaged);

      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThatExceptionOfType(CorruptBlobException.class)
          .isThrownBy(() -> copy(digest -> stored.pieces(), stored, ServedRange.whole(size), out));

      assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(content, at / PIECE * PIECE));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1000, 999", "1000000, 0", "1000000, 49152", "1000000, 999999"})
  void open_truncatedOrGrown_isCorruptBeforeTheFirstByte(int size, int keep) throws IOException {
    byte[] content = random(size);
    ContentHash.Result stored = put(content);

    for (int length : new int[] {keep, size + 1}) {
      Files.write(file(stored.digest()), Arrays.copyOf(content, length));
      assertThatExceptionOfType(CorruptBlobException.class)
          .isThrownBy(() -> read(digest -> stored.pieces(), stored, ServedRange.whole(size)));
    }
  }

  @Test
  void open_grown_isCorruptAlsoForARangeFarFromTheEnd() throws IOException {
    byte[] content = random(1_000_000);
    ContentHash.Result stored = put(content);
    Files.write(file(stored.digest()), Arrays.copyOf(content, 1_000_001));

    assertThatExceptionOfType(CorruptBlobException.class)
        .isThrownBy(() -> read(digest -> stored.pieces(), stored, new ServedRange(0, 1, false)));
  }

  @Test
  void open_digestsOfSomePiecesOnly_goesByTheWhole() throws IOException {
    byte[] content = random(3 * PIECE);
    ContentHash.Result stored = put(content);
    PieceDigests first = PieceDigests.of(Arrays.copyOf(stored.pieces().toBytes(), Digest.BYTES));

    assertThat(read(digest -> first, stored, ServedRange.whole(stored.size()))).isEqualTo(content);
  }

  @Test
  void open_noRecordedDigestsAndDamaged_servesNoRange() throws IOException {
    byte[] content = random(1_000_000);
    ContentHash.Result stored = put(content);
    content[999_999] ^= 1;
    Files.write(file(stored.digest()), content);

    assertThatExceptionOfType(CorruptBlobException.class)
        .isThrownBy(() -> read(digest -> PieceDigests.NONE, stored, new ServedRange(0, 1, false)));
  }

  @Test
  void next_askedForTwice_isServedFromMemoryUntilItIsDropped() throws IOException {
    byte[] content = random(3 * PIECE);
    ContentHash.Result stored = put(content);
    ServedRange whole = ServedRange.whole(stored.size());
    VerifiedBlobs remembering = VerifiedBlobs.of(store, digest -> stored.pieces(), 4L << 20);
    VerifiedBlobs fresh = VerifiedBlobs.of(store, digest -> stored.pieces(), 4L << 20);
    assertThat(read(remembering, stored, whole)).isEqualTo(content);
    assertThat(read(remembering, stored, whole)).isEqualTo(content);

    byte[] damaged = content.clone();
    damaged[PIECE] ^= 1;
    Files.write(file(stored.digest()), damaged);

    assertThat(read(remembering, stored, whole)).isEqualTo(content);
    assertThatExceptionOfType(CorruptBlobException.class)
        .isThrownBy(() -> read(fresh, stored, whole));
  }

  @Test
  void next_askedForOnce_isNotKept() throws IOException {
    byte[] content = random(3 * PIECE);
    ContentHash.Result stored = put(content);
    ServedRange whole = ServedRange.whole(stored.size());
    VerifiedBlobs blobs = VerifiedBlobs.of(store, digest -> stored.pieces(), 4L << 20);
    assertThat(read(blobs, stored, whole)).isEqualTo(content);

    content[0] ^= 1;
    Files.write(file(stored.digest()), content);

    assertThatExceptionOfType(CorruptBlobException.class)
        .isThrownBy(() -> read(blobs, stored, whole));
  }

  @Test
  void next_contentAboveAQuarterOfTheCache_isReadAndCheckedEachTime() throws IOException {
    byte[] content = random(3 * PIECE);
    ContentHash.Result stored = put(content);
    ServedRange whole = ServedRange.whole(stored.size());
    VerifiedBlobs blobs =
        VerifiedBlobs.of(store, digest -> stored.pieces(), 4L * content.length - 1);
    assertThat(read(blobs, stored, whole)).isEqualTo(content);
    assertThat(read(blobs, stored, whole)).isEqualTo(content);

    content[0] ^= 1;
    Files.write(file(stored.digest()), content);

    assertThatExceptionOfType(CorruptBlobException.class)
        .isThrownBy(() -> read(blobs, stored, whole));
  }

  @Test
  void open_absent_isMissing() {
    Digest digest = new Digest("ab".repeat(32));

    assertThatExceptionOfType(BlobMissingException.class)
        .isThrownBy(
            () ->
                VerifiedBlobs.of(store, any -> PieceDigests.NONE, 0)
                    .open(digest, 1, ServedRange.whole(1)));
  }

  @Test
  void open_emptyUnderAnotherDigest_isCorrupt() throws IOException {
    Digest digest = new Digest("ab".repeat(32));
    store.put(digest, staging.create());

    assertThatExceptionOfType(CorruptBlobException.class)
        .isThrownBy(
            () ->
                VerifiedBlobs.of(store, any -> PieceDigests.NONE, 0)
                    .open(digest, 0, ServedRange.whole(0)));
  }

  private ContentHash.Result put(byte[] content) throws IOException {
    ContentHash hash = new ContentHash();
    hash.update(content, 0, content.length);
    ContentHash.Result result = hash.finish();
    Path file = staging.create();
    Files.write(file, content);
    store.put(result.digest(), file);
    return result;
  }

  private Path file(Digest digest) {
    String hex = digest.hex();
    return directory.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
  }

  private byte[] read(PieceDigestSource source, ContentHash.Result stored, ServedRange slice)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copy(source, stored, slice, out);
    return out.toByteArray();
  }

  private static byte[] read(VerifiedBlobs blobs, ContentHash.Result stored, ServedRange slice)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copy(blobs, stored, slice, out);
    return out.toByteArray();
  }

  private void copy(
      PieceDigestSource source,
      ContentHash.Result stored,
      ServedRange slice,
      ByteArrayOutputStream out)
      throws IOException {
    copy(VerifiedBlobs.of(store, source, 0), stored, slice, out);
  }

  private static void copy(
      VerifiedBlobs blobs, ContentHash.Result stored, ServedRange slice, ByteArrayOutputStream out)
      throws IOException {
    try (VerifiedContent content = blobs.open(stored.digest(), stored.size(), slice)) {
      while (content.hasNext()) {
        ByteBuffer next = content.next();
        assertThat(next.remaining()).isPositive();
        out.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
      }
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
