package com.tickiti.attachments.server.manifest;

import static com.tickiti.attachments.server.manifest.JsonFields.quoted;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The files that a manifest may name: those below its own directory, wherever links lead. A
 * manifest from elsewhere thus cannot pull in what else its importer can read.
 */
final class ManifestFiles {

  private final Path directory;

  /** The files below {@code directory}, which exists. */
  ManifestFiles(Path directory) throws IOException {
    this.directory = directory.toRealPath();
  }

  /**
   * Finds the file that a line names.
   *
   * @throws BadLineException where it cannot be had
   * @throws IOException where the machine is at fault
   */
  Path find(String name) throws IOException {
    try {
      Path file = directory.resolve(name).toRealPath();
      if (Path.of(name).isAbsolute() || !file.startsWith(directory)) {
        throw wrong(name, "outside the manifest's directory");
      }
      if (!Files.isRegularFile(file)) {
        throw wrong(name, "not a regular file");
      }
      if (!Files.isReadable(file)) {
        throw wrong(name, "cannot be read: permission denied");
      }
      return file;
    } catch (NoSuchFileException e) {
      throw wrong(name, "does not exist");
    } catch (AccessDeniedException e) {
      throw wrong(name, "cannot be read: permission denied");
    } catch (FileSystemException | InvalidPathException e) {
      throw wrong(name, "cannot be had");
    }
  }

  private static BadLineException wrong(String name, String why) {
    return new BadLineException("file: " + quoted(name) + " " + why);
  }
}
