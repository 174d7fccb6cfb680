package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.filetype.DetectedType;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A content on its way in: written to a temporary file and hashed as it comes, then inspected, then
 * stored, in this order. Unless it was stored, closing it leaves nothing behind. Its bytes can be
 * read until then, also once the file has become the store's and was removed from there. Not
 * thread-safe.
 */
public final class IncomingBlob implements Closeable {

  private final BlobStore store;
  private final TypeDetector detector;
  private final StagingDirectory staging;
  private final Path temporary;
  private final FileChannel content;
  private final OutputStream out;
  private final ContentHash hash = new ContentHash();
  private @Nullable StoredBlob inspected;

  IncomingBlob(BlobStore store, StagingDirectory staging, TypeDetector detector)
      throws IOException {
    this.store = store;
    this.detector = detector;
    this.staging = staging;
    this.temporary = staging.create();
    this.content = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.out = Channels.newOutputStream(content);
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

  /**
   * Stores the content again where a sweep has removed it, as nobody's, since {@link #store}. Call
   * it while no sweep can remove it, and before others can see that it is recorded.
   */
  void ensureStored() throws IOException {
    if (store.contains(digest())) {
      return;
    }
    Path again = staging.create();
    try {
      try (OutputStream copy = Files.newOutputStream(again)) {
        content.position(0);
        var unused = Channels.newInputStream(content).transferTo(copy);
      }
      store.put(digest(), again);
    } finally {
      Files.deleteIfExists(again);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      content.close();
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
