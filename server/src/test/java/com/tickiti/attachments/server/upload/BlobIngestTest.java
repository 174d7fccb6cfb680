package com.tickiti.attachments.server.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobIngestTest {

  @TempDir private Path directory;
  private BlobStore store;
  private BlobIngest ingest;

  @BeforeEach
  void openStore() {
    store = new FilesystemBlobStore(directory);
    ingest =
        new BlobIngest(store, new StagingDirectory(directory.resolve("tmp")), new TypeDetector());
  }

  @Test
  void ingest_contentOfSeveralPieces_storesAndDescribesIt() throws IOException {
    byte[] content = new byte[3 * PieceDigests.PIECE_BYTES + 1];
    new Random(1).nextBytes(content);

    StoredBlob blob = ingest.ingest(new ByteArrayInputStream(content));

    assertThat(blob.digest()).isEqualTo(Digest.of(Digest.sha256().digest(content)));
    assertThat(blob.size()).isEqualTo(content.length);
    assertThat(blob.mimeType()).isEqualTo("application/octet-stream");
    assertThat(blob.pieces().cover(content.length)).isTrue();
    try (BlobStore.OpenBlob stored = store.open(blob.digest())) {
      assertThat(stored.hash(read -> {}).digest()).isEqualTo(blob.digest());
    }
  }

  @Test
  void ingest_streamThatFails_leavesNothing() throws IOException {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the connection was reset");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream content =
        new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), failing);

    assertThatThrownBy(() -> ingest.ingest(content)).hasMessage("the connection was reset");
    assertThat(files()).isZero();
  }

  @Test
  void store_beforeItWasInspected_isRefused() throws IOException {
    try (IncomingBlob incoming = ingest.begin()) {
      assertThatThrownBy(incoming::store).isInstanceOf(IllegalStateException.class);
    }
    assertThat(files()).isZero();
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
