package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of contents as files {@code <sha256>-<size>} of one directory, readable by their owner
 * only. Together with the files being written they never take more than a limit; the copy that was
 * not read for longest goes first, also after a restart, since a file's time is that of its last
 * use. Nothing is flushed: who reads a copy verifies it. One process at a time; thread-safe.
 */
public final class CacheDirectory implements Closeable {

  private static final String UNFINISHED = ".unfinished";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final long maxBytes;
  private final FileChannel lock;

  /** The sizes of the copies, the least recently used one first. */
  private final Map<Digest, Long> copies = new LinkedHashMap<>(16, 0.75f, true);

  private long usedBytes;

  private CacheDirectory(Path directory, long maxBytes, FileChannel lock) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.lock = lock;
  }

  /**
   * Opens a directory with the copies that are there, and creates it where it is absent. Removes
   * what a killed process has left unfinished, and copies above the limit.
   *
   * @throws IOException where it cannot be written, or another process uses it
   */
  public static CacheDirectory open(Path directory, long maxBytes) throws IOException {
    Files.createDirectories(directory, OWNER_ONLY);
    FileChannel lock =
        FileChannel.open(
            directory.resolve("cache.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    CacheDirectory cache = new CacheDirectory(directory, maxBytes, lock);
    try {
      if (lock.tryLock() == null) {
        throw new IOException("another process uses it");
      }
      cache.load();
      return cache;
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw new IOException("another server of this process uses it", e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private synchronized void load() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> oldestFirst = files.sorted(Comparator.comparing(CacheDirectory::lastUse)).toList();
      for (Path file : oldestFirst) {
        load(file);
      }
    }
    makeRoom(0);
  }

  private void load(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(UNFINISHED)) {
      Files.deleteIfExists(file);
    } else if (name.matches("[0-9a-f]{64}-[0-9]{1,18}")) {
      long size = Long.parseLong(name.substring(65));
      if (Files.size(file) != size) {
        Files.deleteIfExists(file);
      } else {
        copies.put(new Digest(name.substring(0, 64)), size);
        usedBytes += size;
      }
    }
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** The most that copies may take together. */
  long maxBytes() {
    return maxBytes;
  }

  /** What copies, and what is being written, take now. */
  synchronized long usedBytes() {
    return usedBytes;
  }

  /** Opens a copy, as long as its content; {@code null} where there is none. */
  @Nullable FileChannel copyOf(Digest digest) {
    Path file;
    long size;
    synchronized (this) {
      Long recorded = copies.get(digest);
      if (recorded == null) {
        return null;
      }
      size = recorded;
      file = file(digest, size);
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      if (channel.size() == size) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return channel;
      }
      channel.close();
    } catch (IOException e) {
      // As good as no copy.
    }
    drop(digest);
    return null;
  }

  /**
   * A new file for a copy of {@code size} bytes, for which room is made; to be given to {@link
   * #keep} or {@link #discard}. {@code null} where others that are being written leave no room.
   */
  synchronized @Nullable Path begin(long size) throws IOException {
    if (!makeRoom(size)) {
      return null;
    }
    Path file = Files.createTempFile(directory, "copy-", UNFINISHED);
    usedBytes += size;
    return file;
  }

  /** Makes a file that {@link #begin} gave the copy of a content. */
  synchronized void keep(Digest digest, Path unfinished, long size) throws IOException {
    Files.move(unfinished, file(digest, size), StandardCopyOption.ATOMIC_MOVE);
    Long former = copies.put(digest, size);
    if (former != null) {
      usedBytes -= former;
    }
  }

  /** Removes a file that {@link #begin} gave for {@code size} bytes. */
  synchronized void discard(Path unfinished, long size) throws IOException {
    usedBytes -= size;
    Files.deleteIfExists(unfinished);
  }

  /** Removes the copy of a content where there is one. */
  synchronized void drop(Digest digest) {
    Long size = copies.remove(digest);
    if (size != null) {
      usedBytes -= size;
      delete(file(digest, size));
    }
  }

  /** Whether there is room for {@code size} bytes more, once the least recently used are gone. */
  private boolean makeRoom(long size) {
    Iterator<Map.Entry<Digest, Long>> eldest = copies.entrySet().iterator();
    while (usedBytes + size > maxBytes && eldest.hasNext()) {
      Map.Entry<Digest, Long> copy = eldest.next();
      eldest.remove();
      usedBytes -= copy.getValue();
      delete(file(copy.getKey(), copy.getValue()));
    }
    return usedBytes + size <= maxBytes;
  }

  /** What is open stays readable. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is found again at the next start.
    }
  }

  private Path file(Digest digest, long size) {
    return directory.resolve(digest.hex() + "-" + size);
  }

  /** Lets another process have the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
