package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.access.LinkKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** The key for links in a data directory: made at first use, and readable for its owner alone. */
public final class LinkKeyFile {

  private static final String NAME = "link.key";

  private LinkKeyFile() {}

  /** Reads the key of {@code directory}, which is made where there is none. */
  public static LinkKey read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      create(file);
    }
    try {
      return new LinkKey(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Whole or not at all; of two at once the first wins. */
  private static void create(Path file) throws IOException {
    byte[] key = new byte[LinkKey.MIN_LENGTH];
    new SecureRandom().nextBytes(key);
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            NAME,
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.WRITE))) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its key counts.
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
