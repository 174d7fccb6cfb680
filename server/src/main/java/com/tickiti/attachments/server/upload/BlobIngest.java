package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.filetype.DetectedType;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The way in for a content: hash it as it is written, detect what it is, store it. Thread-safe. */
public final class BlobIngest {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final BlobStore store;
  private final TypeDetector detector;

  public BlobIngest(BlobStore store, TypeDetector detector) {
    this.store = store;
    this.detector = detector;
  }

  /**
   * Stores all that {@code content} has left. The blob is safe on disk when this returns, and is
   * not yet recorded; recording it is the caller's. The caller closes the stream.
   *
   * @throws IOException where reading or storing fails; then nothing is left behind
   */
  public StoredBlob ingest(InputStream content) throws IOException {
    Path temporary = store.newTemporaryFile();
    try {
      ContentHash.Result hash = copy(content, temporary);
      DetectedType type = detector.detect(temporary);
      store.put(hash.digest(), temporary);
      return new StoredBlob(
          hash.digest(), hash.size(), type.mimeType(), type.extension(), hash.pieces());
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static ContentHash.Result copy(InputStream from, Path to) throws IOException {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out = Files.newOutputStream(to)) {
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        hash.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    return hash.finish();
  }
}
