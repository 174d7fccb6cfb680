package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a disk. */
class FilesystemBlobStoreTest extends BlobStoreContract {

  @TempDir private Path directory;
  private FilesystemBlobStore store;

  @BeforeEach
  void open() throws IOException {
    store = new FilesystemBlobStore(directory);
  }

  @Override
  BlobStore store() {
    return store;
  }

  @Override
  Path fileOf(Digest digest) {
    String hex = digest.hex();
    return directory.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
  }
}
