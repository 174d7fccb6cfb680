package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Blobs as files {@code <root>/ab/cd/<sha256>}, readable by their owner only. A content arrives as
 * a temporary file in {@code <root>/tmp}, is flushed to disk and then renamed, so that a file under
 * its digest is always whole.
 */
public final class FilesystemBlobStore implements BlobStore {

  private final Path root;
  private final TemporaryFiles temporary;

  /** A store below {@code root}, which is created where it is absent. */
  public FilesystemBlobStore(Path root) throws IOException {
    this.root = root;
    this.temporary = new TemporaryFiles(root.resolve("tmp"));
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
    flush(file, StandardOpenOption.WRITE);
    Path directory = directory(digest);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, TemporaryFiles.OWNER_ONLY);
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
  public void probe() throws IOException {
    temporary.probe();
  }

  @Override
  public void delete(Digest digest) throws IOException {
    Files.deleteIfExists(path(digest));
  }

  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    Path file = path(digest);
    try {
      if (!TemporaryFiles.writtenBefore(file, time)) {
        return false;
      }
      // Moved aside first: should the same content be stored at this moment, that is another file.
      Path aside = temporary.resolve("removed-" + digest.hex());
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
      if (TemporaryFiles.writtenBefore(aside, time)) {
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

  @Override
  public Path newTemporaryFile() throws IOException {
    return temporary.create();
  }

  @Override
  public List<Path> temporaryFilesBefore(Instant time) throws IOException {
    return temporary.before(time);
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
    public int read(ByteBuffer target, long position) throws IOException {
      try {
        return channel.read(target, position);
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
