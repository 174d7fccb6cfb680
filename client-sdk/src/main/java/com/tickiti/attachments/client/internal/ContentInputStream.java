package com.tickiti.attachments.client.internal;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A download's bytes as a stream; closing it closes the download. */
public final class ContentInputStream extends InputStream {

  private final VerifiedDownload download;
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private volatile boolean closed;

  public ContentInputStream(VerifiedDownload download) {
    this.download = download;
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.remaining());
    chunk.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return chunk.remaining();
  }

  @Override
  public void close() {
    closed = true;
    download.close();
  }

  /** Whether there is a byte left. */
  private boolean fill() throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (chunk.hasRemaining()) {
      return true;
    }
    ByteString next = download.next();
    if (next == null) {
      return false;
    }
    chunk = next.asReadOnlyByteBuffer();
    return true;
  }
}
