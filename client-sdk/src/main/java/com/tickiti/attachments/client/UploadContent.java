package com.tickiti.attachments.client;

import com.tickiti.attachments.client.internal.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The bytes of an upload. {@link #of(Path)}, {@link #of(byte[])} and {@link #of(InputStream, long)}
 * cover most needs; an implementation can read from elsewhere.
 */
public interface UploadContent {

  /** How many bytes there are; the service refuses any other number. */
  long sizeBytes() throws IOException;

  /** The bytes from the first one on. The client closes the stream. */
  InputStream open() throws IOException;

  /**
   * Whether {@link #open} can be called again. If so, the content is read once to declare its
   * SHA-256 and once for each attempt; if not, it is read once, and a failure is not retried after
   * the first byte.
   */
  default boolean isRepeatable() {
    return true;
  }

  /** A file, which must not change before the upload has ended. */
  static UploadContent of(Path file) {
    return new Contents.FileContent(file);
  }

  /** An array, which must not change before the upload has ended. */
  static UploadContent of(byte[] bytes) {
    return new Contents.BytesContent(bytes);
  }

  /**
   * The next {@code sizeBytes} bytes of a stream. It is read once and not closed, so the upload is
   * retried only while nothing has been read.
   */
  static UploadContent of(InputStream stream, long sizeBytes) {
    return new Contents.StreamContent(stream, sizeBytes);
  }
}
