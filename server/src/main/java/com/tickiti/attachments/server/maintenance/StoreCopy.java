package com.tickiti.attachments.server.maintenance;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BoundBlobStore;
import com.tickiti.attachments.server.blob.StoreMarker;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A copy of a whole blob store, which gets the source's id before its first content, so that
 * servers of the same database can use it at once with the source as their fallback. The holder
 * closes it. Not thread-safe.
 */
public final class StoreCopy implements Closeable {

  private final BlobLocation to;
  private final BoundBlobStore source;
  private final BoundBlobStore target;

  /** Opens both stores and reads nothing yet. */
  public StoreCopy(BlobLocation from, BlobLocation to) {
    if (from.equals(to)) {
      throw new CommandFailure("FROM and TO are the same blob store: " + from);
    }
    this.to = to;
    this.source = new BoundBlobStore(from.open(), from.toString());
    this.target = new BoundBlobStore(to.open(), to.toString());
  }

  /** The sizes of all that the source holds together. */
  public long sourceBytes() throws IOException {
    try (Stream<BlobStore.Entry> stored = source.list()) {
      return stored.mapToLong(BlobStore.Entry::size).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Copies all that the source holds and the target does not.
   *
   * @param verify whether what the target has already is read and hashed too
   * @throws CommandFailure where the two cannot be one store
   */
  public BlobCopy.Summary run(boolean verify, BlobCopy.Listener listener) throws IOException {
    StoreId id =
        source
            .id()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        source.name()
                            + " holds no "
                            + StoreMarker.NAME
                            + " (expected: a blob store that serve or import has used)"));
    if (!target.claim(id)) {
      throw new CommandFailure(
          "%s is another blob store, or holds blobs and no %s (expected: an empty place, or one with id %s)"
              .formatted(target.name(), StoreMarker.NAME, id));
    }
    source.bind(id);
    Path temporary = Files.createTempDirectory("attachments-copy");
    try {
      StagingDirectory staging = new StagingDirectory(to.staging(temporary));
      return new BlobCopy(source, target, staging, verify, listener).copyAll();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void close() throws IOException {
    try (source) {
      target.close();
    }
  }
}
