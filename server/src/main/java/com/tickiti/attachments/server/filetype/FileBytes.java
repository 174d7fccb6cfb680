package com.tickiti.attachments.server.filetype;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file read piece by piece from anywhere. A position is often a number found in a hostile file,
 * so one that lies outside is no error: it reads as nothing. The caller closes it.
 */
final class FileBytes implements Closeable {
  private final FileChannel channel;
  private final long size;

  private FileBytes(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  static FileBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new FileBytes(channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
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
    ByteBuffer buffer = ByteBuffer.wrap(new byte[available]);
    while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
      // A read may return less than was asked for.
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
