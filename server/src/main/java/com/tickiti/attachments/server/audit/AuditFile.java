package com.tickiti.attachments.server.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** One file of the log, which nobody else writes; its name is the time at which it was begun. */
final class AuditFile implements Closeable {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'audit-'yyyyMMdd'T'HHmmss.SSS'Z.jsonl'")
          .withZone(ZoneOffset.UTC);
  private static final long DAY_SECONDS = 86_400;

  private final FileChannel channel;
  private final long day;
  private long length;

  private AuditFile(FileChannel channel, long day) {
    this.channel = channel;
    this.day = day;
  }

  /** Begins a file in {@code directory} that only its owner may read. */
  static AuditFile create(Path directory, Instant now) throws IOException {
    for (Instant begun = now; ; begun = begun.plusMillis(1)) {
      try {
        FileChannel channel =
            FileChannel.open(
                directory.resolve(NAME.format(begun)),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new AuditFile(channel, day(now));
      } catch (FileAlreadyExistsException another) {
        // Two processes began in one millisecond; the later one takes the next.
      }
    }
  }

  /** Adds a line, whole or not at all. */
  void append(byte[] line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      length += line.length;
    } catch (IOException e) {
      if (bytes.position() > 0 && channel.isOpen()) {
        channel.truncate(length);
      }
      throw e;
    }
  }

  /** Whether the next line belongs in another file: this one is large, or of another day. */
  boolean isFull(long maxBytes, Instant now) {
    return length >= maxBytes || day(now) != day;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Makes what has been added survive a power failure. */
  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static long day(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
  }
}
