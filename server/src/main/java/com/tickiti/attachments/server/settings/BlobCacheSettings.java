package com.tickiti.attachments.server.settings;

import static com.tickiti.attachments.edge.settings.Settings.BYTES;

import com.tickiti.attachments.edge.settings.Bounds;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.CacheDirectory;
import com.tickiti.attachments.server.blob.DiskCachingBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Copies of blobs on a local disk, for a store that is far away. */
public record BlobCacheSettings(
    @Option(
            names = "--blob-cache-dir",
            paramLabel = "DIR",
            description =
                "A local directory of this server's own for copies of blobs that were read, for a blob"
                    + " store that is far away (default: none).")
        @Nullable Path directory,
    @Option(
            names = "--blob-cache-bytes",
            paramLabel = BYTES,
            defaultValue = "1073741824",
            description = "The most that they take together (default: ${DEFAULT-VALUE}, 1 GiB).")
        @Bounds(min = 1)
        long maxBytes) {

  /**
   * {@code store} behind the cache, where there is one.
   *
   * @throws CommandFailure where the directory cannot be used
   */
  public BlobStore before(BlobStore store) {
    if (directory == null) {
      return store;
    }
    try {
      return new DiskCachingBlobStore(
          store, CacheDirectory.open(directory.toAbsolutePath().normalize(), maxBytes));
    } catch (IOException e) {
      throw new CommandFailure("--blob-cache-dir: " + directory + ": " + e.getMessage());
    }
  }
}
