package com.tickiti.attachments.server.manifest;

import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a manifest comes from: a file, or standard input as {@code -}, whose files are relative to
 * the working directory.
 *
 * @param name as the caller spelled it, for messages
 */
public record ManifestSource(String name) {

  private static final String STANDARD_INPUT = "-";

  /**
   * A source that can be read.
   *
   * @throws CommandFailure where it is no file, or may not be read
   */
  public static ManifestSource of(String name) {
    ManifestSource source = new ManifestSource(name);
    if (!source.isStandardInput()
        && (!Files.isReadable(Path.of(name)) || Files.isDirectory(Path.of(name)))) {
      throw new CommandFailure(name + ": cannot be read (expected: a file)");
    }
    return source;
  }

  /**
   * The sizes of all files that the manifest names, in bytes; what is wrong with it counts nothing,
   * and standard input, which can be read only once, is 0.
   */
  public long fileBytes() throws IOException {
    if (isStandardInput()) {
      return 0;
    }
    long bytes = 0;
    try (ManifestLines lines = lines()) {
      ManifestFiles files = files();
      boolean more = true;
      while (more) {
        try {
          String line = lines.next();
          more = line != null;
          if (line != null
              && !line.isBlank()
              && ManifestRecord.parse(line) instanceof ManifestRecord.Attachment attachment) {
            bytes += Files.size(files.find(attachment.file()));
          }
        } catch (BadLineException e) {
          // The import names it.
        }
      }
    }
    return bytes;
  }

  ManifestLines lines() throws IOException {
    return new ManifestLines(open());
  }

  ManifestFiles files() throws IOException {
    return new ManifestFiles(
        isStandardInput()
            ? Path.of("").toAbsolutePath()
            : Path.of(name).toAbsolutePath().resolveSibling(""));
  }

  String at(long line) {
    return (isStandardInput() ? "standard input" : name) + ":" + line;
  }

  private InputStream open() throws IOException {
    try {
      return isStandardInput() ? System.in : Files.newInputStream(Path.of(name));
    } catch (NoSuchFileException e) {
      throw new CommandFailure(name + ": does not exist");
    }
  }

  private boolean isStandardInput() {
    return name.equals(STANDARD_INPUT);
  }
}
