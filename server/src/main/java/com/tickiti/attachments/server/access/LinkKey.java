package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.model.LinkClaims;
import com.tickiti.attachments.server.model.LinkSigner;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that links are signed with, by HMAC-SHA256 (RFC 2104). Servers behind one address share
 * it. Thread-safe; {@link #toString} does not give it away.
 */
public final class LinkKey implements LinkSigner {

  /** The fewest characters or bytes of a key. */
  public static final int MIN_LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * A key of at least {@value #MIN_LENGTH} bytes.
   *
   * @throws IllegalArgumentException where it is shorter
   */
  public LinkKey(byte[] bytes) {
    if (bytes.length < MIN_LENGTH) {
      throw new IllegalArgumentException(
          bytes.length + " bytes (expected: " + MIN_LENGTH + " or more)");
    }
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  @Override
  public byte[] sign(LinkClaims claims, byte[] secretSha256) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(claims.toBytes());
      return mac.doFinal(secretSha256);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e); // every Java has it, and takes any key
    }
  }
}
