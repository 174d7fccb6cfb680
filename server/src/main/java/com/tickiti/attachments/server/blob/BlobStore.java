package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Contents by their SHA-256. A content never changes; storing the same one again is the same as
 * storing it once. Implementations are thread-safe and do not verify what they read: who reads
 * checks.
 */
public interface BlobStore {

  /**
   * Opens a content for reading from {@code offset} (bytes from 0 to its size) to its end. The
   * caller closes it.
   *
   * @throws BlobMissingException where it is not stored
   * @throws IOException where it is stored but cannot be read now
   */
  OpenBlob open(Digest digest, long offset) throws IOException;

  /**
   * Stores the content of {@code file}, whose digest the caller has computed, and takes the file
   * over: afterwards it is gone. When the call returns the content survives a crash; when it throws
   * nothing of it is visible.
   */
  void put(Digest digest, Path file) throws IOException;

  /** Whether the content is stored. */
  boolean contains(Digest digest) throws IOException;

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

  /**
   * A content open for reading.
   *
   * @param size bytes that are stored of the whole, right or not
   * @param channel from the offset asked for to the end
   */
  record OpenBlob(long size, ReadableByteChannel channel) implements Closeable {
    @Override
    public void close() throws IOException {
      channel.close();
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
