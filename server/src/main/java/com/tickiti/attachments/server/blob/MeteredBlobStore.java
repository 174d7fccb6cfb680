package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Tells an observer how long each use of another store takes. Thread-safe. */
public final class MeteredBlobStore extends ForwardingBlobStore {

  private final Observer observer;

  public MeteredBlobStore(BlobStore store, Observer observer) {
    super(store);
    this.observer = observer;
  }

  /** What a store is used for, of what takes its time. */
  public enum Operation {
    OPEN,
    READ,
    PUT,
    CONTAINS
  }

  /** Told of each use. Implementations are thread-safe and never block. */
  @FunctionalInterface
  public interface Observer {

    /**
     * An operation is over.
     *
     * @param nanos how long it took
     * @param failure what it ended in; {@code null} where it succeeded
     */
    void used(Operation operation, long nanos, @Nullable IOException failure);
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    return new MeteredBlob(timed(Operation.OPEN, () -> super.open(digest)));
  }

  @Override
  public void put(Digest digest, Path file) throws IOException {
    var unused =
        timed(
            Operation.PUT,
            () -> {
              super.put(digest, file);
              return true;
            });
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    return timed(Operation.CONTAINS, () -> super.contains(digest));
  }

  private <T> T timed(Operation operation, Use<T> use) throws IOException {
    long begin = System.nanoTime();
    try {
      T result = use.run();
      observer.used(operation, System.nanoTime() - begin, null);
      return result;
    } catch (IOException e) {
      observer.used(operation, System.nanoTime() - begin, e);
      throw e;
    }
  }

  /** One use of the store. */
  @FunctionalInterface
  private interface Use<T> {
    T run() throws IOException;
  }

  private final class MeteredBlob extends ForwardingOpenBlob {

    MeteredBlob(OpenBlob blob) {
      super(blob);
    }

    @Override
    public ByteBuffer read(long position, int maxBytes) throws IOException {
      return timed(Operation.READ, () -> blob.read(position, maxBytes));
    }

    @Override
    public ContentHash.Result hash(IntConsumer progress) throws IOException {
      return blob.hash(progress);
    }
  }
}
