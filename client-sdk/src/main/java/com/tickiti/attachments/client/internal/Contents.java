package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.UploadContent;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contents that {@link UploadContent} offers itself. */
public final class Contents {

  private Contents() {}

  /** A file. */
  public record FileContent(Path file) implements UploadContent {

    @Override
    public long sizeBytes() throws IOException {
      return Files.size(file);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }
  }

  /** An array. */
  public static final class BytesContent implements UploadContent {

    private final byte[] bytes;

    public BytesContent(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long sizeBytes() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** A stream of the caller's, which can be read once. */
  public static final class StreamContent implements UploadContent {

    private final InputStream stream;
    private final long sizeBytes;

    public StreamContent(InputStream stream, long sizeBytes) {
      if (sizeBytes < 0) {
        throw new IllegalArgumentException("sizeBytes: " + sizeBytes + " (expected: >= 0)");
      }
      this.stream = stream;
      this.sizeBytes = sizeBytes;
    }

    @Override
    public long sizeBytes() {
      return sizeBytes;
    }

    @Override
    public InputStream open() {
      return new FilterInputStream(stream) {
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          return stream.read(target, offset, length);
        }

        @Override
        public void close() {
          // The caller's to close.
        }
      };
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }
  }
}
