package com.tickiti.attachments.server.audit;

import com.google.common.base.Preconditions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One file of the log, which nobody else writes; its name is the time at which it was begun. */
final class AuditFile implements Closeable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern RECORDS = Pattern.compile("audit-(\\d{8}T\\d{6}\\.\\d{3}Z)\\.jsonl");
  private static final Pattern CHAIN =
      Pattern.compile("chain-(\\d{8}T\\d{6}\\.\\d{3}Z)-[0-9a-f]{16}\\.chain");
  private static final long DAY_SECONDS = 86_400;

  private final Path path;
  private final @Nullable Object key;
  private final FileChannel channel;
  private final long day;
  private long length;

  private AuditFile(Path path, @Nullable Object key, FileChannel channel, long day) {
    this.path = path;
    this.key = key;
    this.channel = channel;
    this.day = day;
  }

  /** Begins a file of records in {@code directory} that only its owner may read. */
  static AuditFile create(Path directory, Instant now) throws IOException {
    return create(directory, begun -> "audit-" + TIME.format(begun) + ".jsonl", now);
  }

  /** Begins the file of a chain likewise. */
  static AuditFile createChain(Path directory, String id, Instant now) throws IOException {
    return create(directory, begun -> "chain-" + TIME.format(begun) + "-" + id + ".chain", now);
  }

  /** Whether a file of this name has records. */
  static boolean isRecords(String name) {
    return RECORDS.matcher(name).matches();
  }

  /** Whether a file of this name has the signed lines of a chain. */
  static boolean isChain(String name) {
    return CHAIN.matcher(name).matches();
  }

  /** When the file of this name, one of the two kinds, was begun. */
  static Instant begun(String name) {
    Matcher time = RECORDS.matcher(name);
    Matcher chain = CHAIN.matcher(name);
    if (!time.matches()) {
      Preconditions.checkArgument(chain.matches(), "name: %s", name);
      time = chain;
    }
    return TIME.parse(time.group(1), Instant::from);
  }

  private static AuditFile create(Path directory, Function<Instant, String> name, Instant now)
      throws IOException {
    for (Instant begun = now; ; begun = begun.plusMillis(1)) {
      try {
        Path path = directory.resolve(name.apply(begun));
        FileChannel channel =
            FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return opened(path, channel, now);
      } catch (FileAlreadyExistsException another) {
        // Two processes began in one millisecond; the later one takes the next.
      }
    }
  }

  private static AuditFile opened(Path path, FileChannel channel, Instant now) throws IOException {
    try {
      return new AuditFile(path, key(path), channel, day(now));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** What tells a file from another one that has taken its name, where there is such a thing. */
  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Whether it is still found under its name: nobody has removed or renamed it. */
  boolean isInPlace() throws IOException {
    try {
      return Objects.equals(key, key(path));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Its name, for messages. */
  Path path() {
    return path;
  }

  /** Whether it has no line yet. */
  boolean isEmpty() {
    return length == 0;
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
        takeBack(e);
      }
      throw e;
    }
  }

  /** A file that half a line stays in is closed, so that no line follows it. */
  private void takeBack(IOException failure) throws IOException {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      failure.addSuppressed(e);
      channel.close();
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
