package com.tickiti.attachments.server.blob;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A directory for contents on their way in, readable by its owner only. Thread-safe. */
final class TemporaryFiles {

  static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  /** In {@code directory}, which is created where it is absent. */
  TemporaryFiles(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory, OWNER_ONLY);
  }

  /** Where the file of that name is, or would be. */
  Path resolve(String name) {
    return directory.resolve(name);
  }

  /** Throws where the directory cannot be read now. */
  void probe() throws IOException {
    try (DirectoryStream<Path> unused = Files.newDirectoryStream(directory)) {
      // That it opens is the answer.
    }
  }

  /** See {@link BlobStore#newTemporaryFile}. */
  Path create() throws IOException {
    return Files.createTempFile(directory, "incoming-", null);
  }

  /** See {@link BlobStore#temporaryFilesBefore}. */
  List<Path> before(Instant time) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (writtenBefore(file, time)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  static boolean writtenBefore(Path file, Instant time) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(time);
  }
}
