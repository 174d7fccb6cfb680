package com.tickiti.attachments.server.staging;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory for contents on their way into a blob store, readable by its owner only; created with
 * its first file. Where blobs are files it is on their volume, so that a content is renamed into
 * its place. Thread-safe.
 */
public final class StagingDirectory {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  public StagingDirectory(Path directory) {
    this.directory = directory;
  }

  /** A new empty file, the caller's to delete. */
  public Path create() throws IOException {
    try {
      return createFile();
    } catch (NoSuchFileException e) {
      Files.createDirectories(directory, OWNER_ONLY);
      return createFile();
    }
  }

  /** The files last written before {@code time}: what a crash has left behind. */
  public List<Path> filesBefore(Instant time) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
          found.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing has ever come in, or the file has just been stored.
    }
    return found;
  }

  private Path createFile() throws IOException {
    return Files.createTempFile(directory, "incoming-", null);
  }
}
