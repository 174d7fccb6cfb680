package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells a content that is missing from a store that is away, by the store's marker: nothing is
 * missing, stored or removed where the marker is not there or is another store's. Thread-safe.
 */
public final class BoundBlobStore extends ForwardingBlobStore {

  private final String name;
  private volatile @Nullable StoreId expected;
  private volatile boolean unmarked;

  /**
   * A store whose marker may hold any id, until {@link #bind} says which.
   *
   * @param name the store's, for messages
   */
  public BoundBlobStore(BlobStore store, String name) {
    super(store);
    this.name = name;
  }

  /** Only the store with this id is taken for this one from now on. */
  public void bind(StoreId id) {
    expected = id;
  }

  /**
   * Marks the store with this id where it is new; then, and where it holds this id already, binds
   * it.
   *
   * @return whether it holds this id now; not where it has another one, or contents and none
   */
  public boolean claim(StoreId id) throws IOException {
    Optional<StoreId> marker = id();
    if (marker.isEmpty() && !isEmpty()) {
      return false;
    }
    StoreId marked = marker.isPresent() ? marker.get() : identify(id);
    if (!marked.equals(id)) {
      return false;
    }
    bind(id);
    return true;
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Entry> stored = super.list()) {
      return stored.findAny().isEmpty();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The store has no marker and cannot be given one; nothing tells whether it is away. */
  public void acceptUnmarked() {
    unmarked = true;
  }

  /** The store's name, for messages. */
  public String name() {
    return name;
  }

  /**
   * Throws where nothing can be read now.
   *
   * @throws BlobStoreAwayException where the store is not there
   */
  public void requirePresent() throws IOException {
    Optional<StoreId> found = id();
    StoreId wanted = expected;
    if (found.isEmpty() && !unmarked) {
      throw new BlobStoreAwayException(
          name + " holds no " + StoreMarker.NAME + ": the blob store is away, or another place");
    }
    if (found.isPresent() && wanted != null && !found.get().equals(wanted)) {
      throw new BlobStoreAwayException(
          "%s is another blob store: its id is %s (expected: %s)"
              .formatted(name, found.get(), wanted));
    }
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    try {
      return super.open(digest);
    } catch (BlobMissingException e) {
      requirePresent();
      throw e;
    }
  }

  @Override
  public void put(Digest digest, Path file) throws IOException {
    requirePresent();
    super.put(digest, file);
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    if (super.contains(digest)) {
      return true;
    }
    requirePresent();
    return false;
  }

  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    requirePresent();
    return super.deleteStoredBefore(digest, time);
  }

  @Override
  public Stream<Entry> list() throws IOException {
    requirePresent();
    return super.list();
  }
}
