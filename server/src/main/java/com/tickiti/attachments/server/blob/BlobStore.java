package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Contents by their SHA-256. A content never changes; storing the same one again is the same as
 * storing it once. Thread-safe. A store does not verify what it reads; {@link VerifiedBlobs} does.
 * The owner closes it.
 */
public interface BlobStore extends Closeable {

  /**
   * Opens a content for reading. The caller closes it.
   *
   * @throws BlobMissingException where it is not stored
   * @throws IOException where it is stored but cannot be read now
   */
  OpenBlob open(Digest digest) throws IOException;

  /**
   * Stores the content of {@code file}, whose digest the caller has computed. When the call returns
   * the content survives a crash, and the file may have become a part of the store; when it throws
   * nothing of it is visible. A file that is left is the caller's to delete.
   */
  void put(Digest digest, Path file) throws IOException;

  /** Whether the content is stored. */
  boolean contains(Digest digest) throws IOException;

  /**
   * Removes the content unless it has been stored, or stored again, at {@code time} or later.
   *
   * @return whether it is gone, also where it was not there
   */
  boolean deleteStoredBefore(Digest digest, Instant time) throws IOException;

  /**
   * All that is stored, in no order; what comes and goes meanwhile may or may not be among it. The
   * caller closes the stream.
   */
  Stream<Entry> list() throws IOException;

  /**
   * The id in the store's marker; empty where there is no marker, since the store is new or away.
   *
   * @throws IOException where the store cannot be read now
   */
  Optional<StoreId> id() throws IOException;

  /**
   * Writes the marker unless there is one, which makes the store usable where it was not.
   *
   * @return the id in the marker, another one where somebody else came first
   */
  StoreId identify(StoreId id) throws IOException;

  /**
   * Finds out how contents are to be stored here; a store that was not asked finds out at its first
   * content. Never fails.
   */
  default void prepareToStore() {}

  /** Removes the content where it is stored, however new it is. */
  default void delete(Digest digest) throws IOException {
    var unused = deleteStoredBefore(digest, Instant.MAX);
  }

  /** Closes connections, where there are any; what is open stays readable or fails. */
  @Override
  default void close() throws IOException {}

  /** A content open for reading. Not thread-safe. */
  interface OpenBlob extends Closeable {

    /** How much is read at a time while hashing. */
    int HASH_BUFFER_BYTES = 64 * 1024;

    /** Bytes that are stored, right or not. */
    long size();

    /** Where it is stored, for the log; empty where there is nothing to tell. */
    default String location() {
      return "";
    }

    /**
     * Reads what is at {@code position}.
     *
     * @return 1 to {@code maxBytes} bytes, none at the end and behind it; backed by an array that
     *     others may read as well: nobody writes to it
     */
    ByteBuffer read(long position, int maxBytes) throws IOException;

    /**
     * Gives up a copy that it was read from, since that has wrong bytes: further reads are of what
     * is stored.
     *
     * @return whether there was a copy
     */
    default boolean abandonCopy() throws IOException {
      return false;
    }

    /**
     * Reads and hashes the whole.
     *
     * @param progress told how many bytes more have been read
     */
    default ContentHash.Result hash(IntConsumer progress) throws IOException {
      ContentHash hash = new ContentHash();
      ByteBuffer bytes = read(0, HASH_BUFFER_BYTES);
      while (bytes.hasRemaining()) {
        int count = bytes.remaining();
        hash.update(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
        progress.accept(count);
        bytes = read(hash.size(), HASH_BUFFER_BYTES);
      }
      return hash.finish();
    }
  }

  /**
   * One stored content.
   *
   * @param digest its address
   * @param size bytes that are stored, right or not
   * @param storedAt when it came in
   */
  record Entry(Digest digest, long size, Instant storedAt) {}
}
