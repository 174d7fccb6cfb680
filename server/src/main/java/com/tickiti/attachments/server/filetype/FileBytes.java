package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A file read piece by piece from anywhere. A position is often a number found in a hostile file,
 * so one that lies outside is no error: it reads as nothing. The first bytes, where most signatures
 * are, are read once. Not thread-safe.
 */
final class FileBytes {
  private static final int START_BYTES = 64 * 1024;

  private final ByteSource source;
  private final long size;
  private byte[] start = {};

  FileBytes(ByteSource source) throws IOException {
    this.source = source;
    this.size = source.size();
  }

  /** The bytes of an open file, which the caller closes. */
  static FileBytes of(FileChannel channel) throws IOException {
    return new FileBytes(
        new ByteSource() {
          @Override
          public long size() throws IOException {
            return channel.size();
          }

          @Override
          public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
          }
        });
  }

  long size() {
    return size;
  }

  /** Reads up to {@code length} bytes, fewer at the end of the file; little-endian. */
  ByteBuffer read(long position, int length) throws IOException {
    return ByteBuffer.wrap(readBytes(position, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] readBytes(long position, int length) throws IOException {
    int available = position < 0 || position >= size ? 0 : (int) Math.min(length, size - position);
    if (position >= 0 && position + available <= START_BYTES) {
      if (start.length == 0) {
        start = readFrom(0, (int) Math.min(START_BYTES, size));
      }
      int end = (int) Math.min(position + available, start.length);
      return position >= end ? new byte[0] : Arrays.copyOfRange(start, (int) position, end);
    }
    return readFrom(position, available);
  }

  private byte[] readFrom(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[length]);
    while (buffer.hasRemaining() && source.read(buffer, position + buffer.position()) >= 0) {
      // A read may return less than was asked for.
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }
}
