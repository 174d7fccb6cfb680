package com.tickiti.attachments.server.filetype;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends early: what a small compressed entry inflates to has no bound of its own. */
final class BoundedInputStream extends FilterInputStream {
  private int remaining;

  BoundedInputStream(InputStream in, int maxBytes) {
    super(in);
    this.remaining = maxBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    int count = super.read(buffer, offset, Math.min(length, remaining));
    remaining -= Math.max(count, 0);
    return count;
  }

  /** Whether the bound was reached. */
  boolean isExhausted() {
    return remaining == 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
