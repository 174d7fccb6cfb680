package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.access.LinkKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The key for links in a data directory: made at first use, and readable for its owner alone. */
public final class LinkKeyFile {

  private static final String NAME = "link.key";

  private LinkKeyFile() {}

  /** Reads the key of {@code directory}, which is made where there is none. */
  public static LinkKey read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      byte[] key = new byte[LinkKey.MIN_LENGTH];
      new SecureRandom().nextBytes(key);
      SecretFile.createUnlessThere(file, key);
    }
    try {
      return new LinkKey(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
