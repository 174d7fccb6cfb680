package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * Reads from another store what the first one is missing, for the time in which contents are copied
 * from the other to the first. Stores into the first, and removes from both. What both are missing
 * is missing only where the other has the id of the first, and otherwise away. Thread-safe.
 */
final class FallbackBlobStore extends ForwardingBlobStore {

  private final BlobStore second;
  private final String name;

  /**
   * Closes both stores when it is closed.
   *
   * @param name of {@code second}, for messages
   */
  FallbackBlobStore(BlobStore first, BlobStore second, String name) {
    super(first);
    this.second = second;
    this.name = name;
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    try {
      return super.open(digest);
    } catch (BlobMissingException e) {
      return openSecond(digest);
    }
  }

  private OpenBlob openSecond(Digest digest) throws IOException {
    try {
      return second.open(digest);
    } catch (BlobMissingException e) {
      requireSecond();
      // A copy may have stored it in the first after that was asked.
      return super.open(digest);
    }
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    if (super.contains(digest) || second.contains(digest)) {
      return true;
    }
    requireSecond();
    return super.contains(digest);
  }

  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    requireSecond();
    // The second one first: a copy under way reads from there.
    boolean second = this.second.deleteStoredBefore(digest, time);
    return super.deleteStoredBefore(digest, time) && second;
  }

  /** {@inheritDoc} What both have is listed once. */
  @Override
  public Stream<Entry> list() throws IOException {
    requireSecond();
    return Stream.concat(super.list(), second.list().filter(entry -> !inFirst(entry.digest())));
  }

  @Override
  public void close() throws IOException {
    try (second) {
      super.close();
    }
  }

  private boolean inFirst(Digest digest) {
    try {
      return super.contains(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireSecond() throws IOException {
    if (!second.id().equals(id())) {
      throw new BlobStoreAwayException(
          "the fallback " + name + " is away, or has another id than the blob store");
    }
  }
}
