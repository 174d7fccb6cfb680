package com.tickiti.attachments.server.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.StoreProperty;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads through a proxy that removes the checksum from each request and damages contents, to a
 * real S3 server.
 */
class UncheckedUploadsIT {

  private static final int SIZE = 1_000;

  /** How many uploads more are damaged. */
  private static final AtomicInteger DAMAGED = new AtomicInteger();

  private static S3Server server;
  private static FaultyS3 proxy;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.withoutSignatures();
    proxy =
        new FaultyS3(
            server.ownPort(),
            head -> head.replaceAll("(?i)\r\nx-amz-(checksum|sdk-checksum)[^\r]*", ""),
            UncheckedUploadsIT::damaged);
  }

  private static byte[] damaged(byte[] content) {
    if (content.length == SIZE && DAMAGED.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      content[SIZE - 1] ^= 1;
    }
    return content;
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.end();
  }

  @Test
  void damagedOnce_isSentAgain() throws IOException {
    byte[] content = random(1);
    try (S3BlobStore store = new S3BlobStore(server.newBucketBehind(proxy.port()))) {
      DAMAGED.set(1);
      Digest digest = put(store, content);

      assertThat(DAMAGED.get()).isZero();
      try (BlobStore.OpenBlob blob = store.open(digest)) {
        assertThat(blob.hash(read -> {}).digest()).isEqualTo(digest);
      }
    }
  }

  @Test
  void damagedEachTime_isNotAcknowledgedAndNotThere() throws IOException {
    byte[] content = random(2);
    try (S3BlobStore store = new S3BlobStore(server.newBucketBehind(proxy.port()))) {
      DAMAGED.set(100);
      assertThatIOException().isThrownBy(() -> put(store, content));
      DAMAGED.set(0);
      assertThat(store.contains(digestOf(content))).isFalse();
    }
  }

  @Test
  void probe_saysSo() throws IOException {
    S3Location location = server.newBucketBehind(proxy.port());
    assertThat(location.probe())
        .filteredOn(property -> property.state() != StoreProperty.State.HOLDS)
        .singleElement()
        .satisfies(property -> assertThat(property.name()).isEqualTo("checksum"));
    try (S3BlobStore store = new S3BlobStore(location);
        var listed = store.list()) {
      assertThat(listed).isEmpty();
    }
  }

  private Digest put(S3BlobStore store, byte[] content) throws IOException {
    Digest digest = digestOf(content);
    store.put(digest, Files.write(directory.resolve("incoming"), content));
    return digest;
  }

  private static Digest digestOf(byte[] content) {
    return Digest.of(Digest.sha256().digest(content));
  }

  private static byte[] random(int seed) {
    byte[] content = new byte[SIZE];
    new Random(seed).nextBytes(content);
    return content;
  }
}
