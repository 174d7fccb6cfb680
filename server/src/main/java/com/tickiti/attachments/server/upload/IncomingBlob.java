package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.filetype.DetectedType;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoredBlob;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A content on its way in: written to a temporary file and hashed as it comes, then inspected, then
 * stored, in this order. Unless it was stored, closing it leaves nothing behind. Not thread-safe.
 */
public final class IncomingBlob implements Closeable {

  private final BlobStore store;
  private final TypeDetector detector;
  private final Path temporary;
  private final OutputStream out;
  private final ContentHash hash = new ContentHash();
  private @Nullable StoredBlob inspected;

  IncomingBlob(BlobStore store, Path temporary, TypeDetector detector) throws IOException {
    this.store = store;
    this.detector = detector;
    this.temporary = temporary;
    this.out = Files.newOutputStream(temporary);
  }

  /** Takes the next bytes. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    hash.update(bytes, offset, length);
    out.write(bytes, offset, length);
  }

  /** Bytes taken so far. */
  public long size() {
    return hash.size();
  }

  /** Ends the writing and finds out what the content is. */
  public StoredBlob inspect() throws IOException {
    out.close();
    inspected = describe(hash.finish(), detector.detect(temporary));
    return inspected;
  }

  static StoredBlob describe(ContentHash.Result content, DetectedType type) {
    return new StoredBlob(
        content.digest(),
        content.size(),
        type.mimeType(),
        type.extensions(),
        type.reviewReason(),
        content.pieces(),
        content.crc32());
  }

  /** Puts the inspected content into the store; it is safe there when this returns. */
  public void store() throws IOException {
    store.put(digest(), temporary);
  }

  /** Once the content is recorded: a sweep may have removed it just before, as nobody's. */
  void storeAgainIfRemoved() throws IOException {
    if (!store.contains(digest())) {
      store();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Digest digest() {
    if (inspected == null) {
      throw new IllegalStateException("not inspected yet");
    }
    return inspected.digest();
  }
}
