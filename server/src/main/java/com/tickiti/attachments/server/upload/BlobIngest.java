package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The way in for contents: hash, detect, store. Thread-safe. */
public final class BlobIngest {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final BlobStore store;
  private final StagingDirectory staging;
  private final TypeDetector detector;

  public BlobIngest(BlobStore store, StagingDirectory staging, TypeDetector detector) {
    this.store = store;
    this.staging = staging;
    this.detector = detector;
  }

  /** Begins to take a content in; the caller closes what is returned. */
  public IncomingBlob begin() throws IOException {
    return new IncomingBlob(store, staging, detector);
  }

  /**
   * Stores all that {@code content} has left. The blob is safe when this returns, and is not yet
   * recorded; recording it is the caller's. The caller closes the stream.
   *
   * @throws IOException where reading or storing fails; then nothing is left behind
   */
  public StoredBlob ingest(InputStream content) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (IncomingBlob incoming = begin()) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        incoming.write(buffer, 0, read);
      }
      StoredBlob blob = incoming.inspect();
      incoming.store();
      return blob;
    }
  }

  /** Finds out what a file is without storing it. */
  public StoredBlob inspect(Path file) throws IOException {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        hash.update(buffer, 0, read);
      }
    }
    return IncomingBlob.describe(hash.finish(), detector.detect(file));
  }
}
