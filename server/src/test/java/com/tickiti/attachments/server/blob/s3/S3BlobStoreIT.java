package com.tickiti.attachments.server.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contract on a real S3 server, and what is S3's own. */
class S3BlobStoreIT extends S3StoreContract {

  @Override
  protected S3Location newBucket() {
    return S3Server.newBucket();
  }

  @Override
  protected Path fileOf(Digest digest) {
    return S3Server.fileOf(location, digest);
  }

  @Test
  void list_goesOnAfterTheFirstThousand() throws IOException {
    put(random(1));
    for (int i = 0; i < 1_100; i++) {
      Path file = fileOf(new Digest("%064x".formatted(i * 7_919L)));
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
    }
    assertThat(listed().stream().map(BlobStore.Entry::digest).distinct()).hasSize(1_101);
  }

  @Test
  void read_onAndOn_takesFewRequestsAndGivesItsMemoryBack() throws IOException {
    byte[] content = random(25 << 20);
    Digest digest = put(content);
    try (FaultyS3 counting = new FaultyS3();
        S3BlobStore store =
            new S3BlobStore(
                S3Server.location(location.bucket(), counting.port(), location.timeout()))) {
      long free = store.freeReadAheadBytes();
      try (BlobStore.OpenBlob open = store.open(digest)) {
        ContentHash.Result found = open.hash(read -> {});
        assertThat(found.digest()).isEqualTo(digest);
      }
      assertThat(counting.requests()).isBetween(65, 75);
      assertThat(store.freeReadAheadBytes()).isEqualTo(free);
    }
  }

  @Test
  void put_ofOtherBytes_isRefusedByTheServer() throws IOException {
    Digest other = new Digest("ab".repeat(32));
    Path file = Files.write(staging().create(), random(1_000));
    assertThatIOException().isThrownBy(() -> store.put(other, file));
    assertThat(store.contains(other)).isFalse();
  }

  @Test
  void everything_withoutTheBucket_isAFailureAndNotAMissingBlob() throws IOException {
    Digest digest = new Digest("ab".repeat(32));
    try (S3BlobStore nowhere =
        new S3BlobStore(
            S3Server.location(S3Server.newBucketName(), S3Server.port(), location.timeout()))) {
      assertThatIOException().isThrownBy(nowhere::id).isNotInstanceOf(BlobMissingException.class);
      assertThatIOException()
          .isThrownBy(() -> nowhere.open(digest))
          .isNotInstanceOf(BlobMissingException.class);
      assertThatIOException().isThrownBy(() -> nowhere.contains(digest));
      assertThatIOException().isThrownBy(nowhere::list);
    }
  }
}
