package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.UploadContent;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java platform has. */
final class Sha256 {

  private Sha256() {}

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of all of {@code content}, as 64 lower-case hexadecimal digits. */
  static String of(UploadContent content) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[128 << 10];
    try (InputStream bytes = content.open()) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
