package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Contents by their SHA-256. A content never changes; storing the same one again is the same as
 * storing it once. Implementations are thread-safe and do not verify what they read: who reads
 * checks. The owner closes it.
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

  /** Throws where nothing can be read now, as when its volume is away. */
  void probe() throws IOException;

  /** Removes the content where it is stored. */
  void delete(Digest digest) throws IOException;

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
   * A fresh empty file for an incoming content, on the same volume where that speeds {@link #put}.
   */
  Path newTemporaryFile() throws IOException;

  /** Temporary files last written before {@code time}: what a crash has left behind. */
  List<Path> temporaryFilesBefore(Instant time) throws IOException;

  /** Lets go of connections, where there are any; what is open stays readable or fails. */
  @Override
  default void close() throws IOException {}

  /** A content open for reading. Not thread-safe. */
  interface OpenBlob extends Closeable {

    /** How much is read at a time while hashing. */
    int HASH_BUFFER_BYTES = 64 * 1024;

    /** Bytes that are stored, right or not. */
    long size();

    /** Where it is stored, for whoever reads the log; empty where there is nothing to tell. */
    default String location() {
      return "";
    }

    /**
     * Reads what is at {@code position} into {@code target}, at least one byte.
     *
     * @return how many bytes were read; -1 at the end
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Reads and hashes the whole.
     *
     * @param progress told how many bytes more have been read
     */
    default ContentHash.Result hash(IntConsumer progress) throws IOException {
      ContentHash hash = new ContentHash();
      byte[] buffer = new byte[HASH_BUFFER_BYTES];
      int read = read(ByteBuffer.wrap(buffer), 0);
      while (read >= 0) {
        hash.update(buffer, 0, read);
        progress.accept(read);
        read = read(ByteBuffer.wrap(buffer), hash.size());
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
