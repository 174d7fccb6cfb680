package com.tickiti.attachments.server.maintenance;

import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of backups, for its owner's eyes only: {@code snapshots/TIME} holds the rows of one
 * moment, and {@code blobs} the contents that all of them refer to. A snapshot has another name
 * until it is complete.
 */
final class BackupDirectory {

  private static final String INCOMPLETE = "incomplete-";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final Path snapshots;

  BackupDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.snapshots = this.root.resolve("snapshots");
  }

  /** Where contents are. */
  Path blobs() {
    return root.resolve("blobs");
  }

  /**
   * Creates what is absent.
   *
   * @throws CommandFailure where the directory holds something else
   */
  void create() throws IOException {
    if (Files.isDirectory(snapshots)) {
      return;
    }
    if (Files.isDirectory(root)) {
      try (Stream<Path> entries = Files.list(root)) {
        if (entries.findAny().isPresent()) {
          throw new CommandFailure(
              root + " holds something else (expected: a new directory, or one of backups)");
        }
      }
    }
    Files.createDirectories(snapshots, OWNER_ONLY);
  }

  /**
   * Keeps other backups out until what is returned is closed.
   *
   * @throws CommandFailure where there is one
   */
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve("backup.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This process holds it.
    }
    channel.close();
    throw new CommandFailure(root + ": another backup into it is under way");
  }

  /** A new directory for a snapshot, after those that a killed backup has left are removed. */
  Path begin(Instant time) throws IOException {
    for (Path entry : entries()) {
      if (entry.getFileName().toString().startsWith(INCOMPLETE)) {
        deleteTree(entry);
      }
    }
    return Files.createDirectory(snapshots.resolve(INCOMPLETE + NAME.format(time)), OWNER_ONLY);
  }

  /** Gives a snapshot its name. */
  Path complete(Path begun) throws IOException {
    Path complete =
        snapshots.resolve(begun.getFileName().toString().substring(INCOMPLETE.length()));
    Files.move(begun, complete, StandardCopyOption.ATOMIC_MOVE);
    SummedFiles.flush(snapshots);
    return complete;
  }

  /**
   * The newest snapshot.
   *
   * @throws CommandFailure where there is none
   */
  Path newest() throws IOException {
    return entries().stream()
        .filter(entry -> !entry.getFileName().toString().startsWith(INCOMPLETE))
        .max(Comparator.comparing(Path::getFileName))
        .orElseThrow(
            () ->
                new CommandFailure(root + " holds no snapshot (expected: a directory of backup)"));
  }

  /**
   * The snapshot of that name.
   *
   * @throws CommandFailure where there is none
   */
  Path named(String name) throws IOException {
    return entries().stream()
        .filter(entry -> entry.getFileName().toString().equals(name))
        .findAny()
        .orElseThrow(() -> new CommandFailure("--snapshot: " + snapshots + " holds no " + name));
  }

  private List<Path> entries() throws IOException {
    if (!Files.isDirectory(snapshots)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(snapshots)) {
      return entries.toList();
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
