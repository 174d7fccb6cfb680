package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.audit.AuditKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;

/** The key of the audit log in a data directory: made at first use. */
public final class AuditKeyFile {

  /** Its name in the data directory. */
  public static final String NAME = "audit.key";

  private AuditKeyFile() {}

  /** Reads the key of {@code directory}; both are made where they are absent. */
  public static AuditKey read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      SecretFile.createUnlessThere(
          file, AuditKey.generate().pem().getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return AuditKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the public key in {@code file}.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static PublicKey readPublic(Path file) throws IOException {
    return AuditKey.parsePublic(Files.readString(file, StandardCharsets.ISO_8859_1));
  }
}
