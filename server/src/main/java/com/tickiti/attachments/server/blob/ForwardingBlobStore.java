package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A store that hands every call on to another one; the base of decorators. */
abstract class ForwardingBlobStore implements BlobStore {

  private final BlobStore store;

  /** Closes {@code store} when it is closed. */
  ForwardingBlobStore(BlobStore store) {
    this.store = store;
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    return store.open(digest);
  }

  @Override
  public void put(Digest digest, Path file) throws IOException {
    store.put(digest, file);
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    return store.contains(digest);
  }

  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    return store.deleteStoredBefore(digest, time);
  }

  @Override
  public Stream<Entry> list() throws IOException {
    return store.list();
  }

  @Override
  public Optional<StoreId> id() throws IOException {
    return store.id();
  }

  @Override
  public StoreId identify(StoreId id) throws IOException {
    return store.identify(id);
  }

  @Override
  public void prepareToStore() {
    store.prepareToStore();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
