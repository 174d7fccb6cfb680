package com.tickiti.attachments.server.blob.disk;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.StoreProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory that blobs are kept in.
 *
 * @param root the directory
 */
public record DiskLocation(Path root) implements BlobLocation {

  @Override
  public BlobStore open() {
    return new FilesystemBlobStore(root);
  }

  @Override
  public List<StoreProperty> probe() throws IOException {
    return new DiskProbe(root).run();
  }

  @Override
  public Path staging(Path otherwise) {
    return root.resolve("tmp");
  }

  @Override
  public String toString() {
    return root.toUri().toString();
  }
}
