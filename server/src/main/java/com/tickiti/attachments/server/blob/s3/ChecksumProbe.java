package com.tickiti.attachments.server.blob.s3;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;

/**
 * Tries whether a bucket's server refuses bytes of another SHA-256 than the request names, as S3
 * does; not every server that speaks its protocol does. Leaves no object where it may remove one.
 */
record ChecksumProbe(S3Location location) {

  private static final byte[] CONTENT = "checksum".getBytes(StandardCharsets.US_ASCII);

  /** What a server does with bytes of another SHA-256. */
  enum Outcome {
    REFUSED,
    TAKEN,
    /** Nothing can be stored now, or nobody says whether it was. */
    UNKNOWN
  }

  Outcome run(S3Requests requests) {
    String key = location.key("checksum-probe-" + UUID.randomUUID());
    try {
      Path file = Files.createTempFile("checksum-probe-", ".tmp");
      try {
        Files.write(file, CONTENT);
        return run(requests, key, file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return Outcome.UNKNOWN;
    }
  }

  /** Who may not store is refused too: only a bucket that takes the right bytes says something. */
  private static Outcome run(S3Requests requests, String key, Path file) throws IOException {
    try {
      requests.put(key, file, CONTENT.length, base64(Digest.OF_NOTHING));
    } catch (IOException e) {
      if (requests.head(key).isPresent()) {
        return Outcome.UNKNOWN;
      }
      requests.put(key, file, CONTENT.length, base64(Digest.of(Digest.sha256().digest(CONTENT))));
      requests.deleteTrial(key);
      return Outcome.REFUSED;
    }
    requests.deleteTrial(key);
    return Outcome.TAKEN;
  }

  private static String base64(Digest digest) {
    return Base64.getEncoder().encodeToString(digest.toBytes());
  }
}
