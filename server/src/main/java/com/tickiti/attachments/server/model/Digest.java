package com.tickiti.attachments.server.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a content (FIPS 180-4), which is also its address in the blob store.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

  /** Length of the digest in bytes. */
  public static final int BYTES = 32;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /** The digest of the empty content. */
  public static final Digest OF_NOTHING = of(sha256().digest());

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "digest: " + hex + " (expected: 64 lower-case hexadecimal digits)");
    }
  }

  /** The digest whose 32 bytes these are. */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(bytes));
  }

  /** Whether {@code text} has the form of a digest. */
  public static boolean isValid(String text) {
    return HEX.matcher(text).matches();
  }

  /** A fresh SHA-256 computation. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The 32 bytes. */
  public byte[] toBytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
