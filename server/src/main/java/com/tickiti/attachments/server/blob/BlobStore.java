package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * Contents by their SHA-256. A content never changes; storing the same one again is the same as
 * storing it once. Implementations are thread-safe and do not verify what they read: who reads
 * checks.
 */
public interface BlobStore {

  /**
   * Opens a content for reading. The caller closes it.
   *
   * @throws BlobMissingException where it is not stored
   * @throws IOException where it is stored but cannot be read now
   */
  OpenBlob open(Digest digest) throws IOException;

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

  /** All that is stored, in no order; the caller closes the stream. */
  Stream<Entry> list() throws IOException;

  /**
   * A fresh empty file for an incoming content, on the same volume where that speeds {@link #put}.
   */
  Path newTemporaryFile() throws IOException;

  /** A content open for reading. Not thread-safe. */
  interface OpenBlob extends Closeable {

    /** Bytes that are stored, right or not. */
    long size();

    /**
     * Reads what is at {@code position} into {@code target}, at least one byte.
     *
     * @return how many bytes were read; -1 at the end
     */
    int read(ByteBuffer target, long position) throws IOException;
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
