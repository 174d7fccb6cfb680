package com.tickiti.attachments.server.blob.disk;

import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.StoreMarker;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Blobs as files {@code <root>/ab/cd/<sha256>}, readable by their owner only. A content arrives as
 * a file, is flushed to disk and then renamed, so that a file under its digest is always whole. A
 * file from another volume is copied to {@code <root>/tmp} first. Thread-safe.
 */
public final class FilesystemBlobStore implements BlobStore {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final Path temporary;

  /** A store below {@code root}, which is created with the first content where it is absent. */
  public FilesystemBlobStore(Path root) {
    this.root = root;
    this.temporary = root.resolve("tmp");
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    try {
      Path path = path(digest);
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        return new OpenFile(channel, path, channel.size());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new BlobMissingException(digest, e.getFile());
    }
  }

  @Override
  public void put(Digest digest, Path file) throws IOException {
    try {
      putSameVolume(digest, file);
    } catch (AtomicMoveNotSupportedException e) {
      Path copy = temporary().resolve("copied-" + UUID.randomUUID());
      try {
        Files.copy(file, copy);
        putSameVolume(digest, copy);
      } finally {
        Files.deleteIfExists(copy);
      }
    }
  }

  private void putSameVolume(Digest digest, Path file) throws IOException {
    flush(file, StandardOpenOption.WRITE);
    Path directory = directory(digest);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, OWNER_ONLY);
      flush(root, StandardOpenOption.READ);
      flush(root.resolve(directory.getName(directory.getNameCount() - 2)), StandardOpenOption.READ);
    }
    // Also over an existing file: the bytes that come are verified, the ones that are there may
    // rot.
    Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
    flush(directory, StandardOpenOption.READ);
  }

  @Override
  public boolean contains(Digest digest) {
    return Files.isRegularFile(path(digest));
  }

  @Override
  public Optional<StoreId> id() throws IOException {
    Path marker = marker();
    try {
      return Optional.of(StoreMarker.parse(Files.readAllBytes(marker), marker.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public StoreId identify(StoreId id) throws IOException {
    Path whole = temporary().resolve("marker-" + UUID.randomUUID());
    try {
      Files.write(whole, StoreMarker.bytes(id));
      flush(whole, StandardOpenOption.WRITE);
      linkOrWrite(whole, id);
      flush(root, StandardOpenOption.READ);
    } catch (FileAlreadyExistsException e) {
      return id().orElseThrow(() -> new IOException(marker() + " has come and gone", e));
    } finally {
      Files.deleteIfExists(whole);
    }
    return id;
  }

  /** A link appears with all its bytes, and only where nobody else's is there. */
  private void linkOrWrite(Path whole, StoreId id) throws IOException {
    try {
      Files.createLink(marker(), whole);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Not every file system has links.
      Files.write(marker(), StoreMarker.bytes(id), StandardOpenOption.CREATE_NEW);
      flush(marker(), StandardOpenOption.WRITE);
    }
  }

  private Path marker() {
    return root.resolve(StoreMarker.NAME);
  }

  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    Path file = path(digest);
    try {
      if (!writtenBefore(file, time)) {
        return false;
      }
      // Moved aside first: should the same content be stored at this moment, that is another file.
      Path aside = temporary().resolve("removed-" + digest.hex());
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
      return deleteAside(aside, file, time);
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** Whatever fails, a content that may have come in meanwhile is put back. */
  private static boolean deleteAside(Path aside, Path file, Instant time) throws IOException {
    boolean deleted = false;
    try {
      if (writtenBefore(aside, time)) {
        Files.delete(aside);
        deleted = true;
      }
    } finally {
      if (!deleted) {
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return deleted;
  }

  @Override
  public Stream<Entry> list() throws IOException {
    return children(root)
        .flatMap(FilesystemBlobStore::children)
        .flatMap(FilesystemBlobStore::children)
        .filter(path -> Digest.isValid(path.getFileName().toString()))
        .flatMap(path -> entry(path).stream());
  }

  /** Where files are that are not yet, or no longer, contents of this store. */
  private Path temporary() throws IOException {
    if (!Files.isDirectory(temporary)) {
      Files.createDirectories(temporary, OWNER_ONLY);
    }
    return temporary;
  }

  private static boolean writtenBefore(Path file, Instant time) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(time);
  }

  private Path directory(Digest digest) {
    return root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2, 4));
  }

  private Path path(Digest digest) {
    return directory(digest).resolve(digest.hex());
  }

  /** What is in a directory; nothing where it is none, or no longer there. */
  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  private static Stream<Path> children(Path directory) {
    try {
      return Files.list(directory);
    } catch (NotDirectoryException | NoSuchFileException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Entry> entry(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Digest digest = new Digest(path.getFileName().toString());
      return attributes.isRegularFile()
          ? Optional.of(
              new Entry(digest, attributes.size(), attributes.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a file's bytes, or a directory's names, survive a power failure. */
  private static void flush(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  /**
   * A blob's file.
   *
   * @param channel open for reading
   * @param path its name
   * @param size its length in bytes
   */
  private record OpenFile(FileChannel channel, Path path, long size) implements OpenBlob {
    @Override
    public ByteBuffer read(long position, int maxBytes) throws IOException {
      int length = (int) Math.max(0, Math.min(maxBytes, size - position));
      ByteBuffer bytes = ByteBuffer.allocate(length);
      try {
        var unused = channel.read(bytes, position);
        return bytes.flip();
      } catch (IOException e) {
        // What the system says names no file.
        throw new IOException("blob in " + path + " cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public String location() {
      return path.toString();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
