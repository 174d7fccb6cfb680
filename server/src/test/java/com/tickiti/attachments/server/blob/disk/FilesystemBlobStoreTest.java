package com.tickiti.attachments.server.blob.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BlobStoreContract;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a disk. */
class FilesystemBlobStoreTest extends BlobStoreContract {

  private static final Path OTHER_VOLUME = Path.of("/dev/shm");

  @TempDir private Path directory;
  private FilesystemBlobStore store;

  @BeforeEach
  void open() {
    store = new FilesystemBlobStore(directory);
  }

  @Override
  protected BlobStore store() {
    return store;
  }

  @Override
  protected StagingDirectory staging() {
    return new StagingDirectory(directory.resolve("tmp"));
  }

  @Override
  protected Path fileOf(Digest digest) {
    String hex = digest.hex();
    return directory.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
  }

  /** Most machines have memory mounted here, which is another volume than the disk's. */
  @Test
  void put_ofAFileOnAnotherVolume_copiesItAndLeavesIt() throws IOException {
    assumeThat(OTHER_VOLUME).isWritable();
    assumeThat(Files.getFileStore(OTHER_VOLUME)).isNotEqualTo(Files.getFileStore(directory));
    byte[] content = random(100_000);
    Digest digest = Digest.of(Digest.sha256().digest(content));
    Path elsewhere = Files.createTempFile(OTHER_VOLUME, "blob", null);
    try {
      Files.write(elsewhere, content);
      store.put(digest, elsewhere);

      assertThat(fileOf(digest)).hasBinaryContent(content);
      assertThat(elsewhere).hasBinaryContent(content);
      assertThat(directory.resolve("tmp")).isEmptyDirectory();
    } finally {
      Files.delete(elsewhere);
    }
  }
}
