package com.tickiti.attachments.server.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token {@code <id>|<secret>} as a caller presented it (RFC 6750). Holds the secret's
 * SHA-256 only, so that neither {@link #toString} nor a heap dump gives the secret away.
 */
public final class BearerToken implements Credential {

  /**
   * The scheme's case does not matter (RFC 9110, 11.1); the token is what RFC 6750 allows and |.
   */
  private static final Pattern HEADER =
      Pattern.compile("(?i:bearer) +(0|[1-9][0-9]{0,17})\\|([\\x21-\\x7e]{1,512})");

  private static final byte[] NO_SECRET = new byte[Digest.BYTES];

  private final long id;
  private final byte[] secretSha256;

  private BearerToken(long id, byte[] secretSha256) {
    this.id = id;
    this.secretSha256 = secretSha256;
  }

  /** Reads an {@code Authorization} value; empty where it is absent or not of the form. */
  public static Optional<BearerToken> parse(@Nullable String authorization) {
    if (authorization == null) {
      return Optional.empty();
    }
    Matcher matcher = HEADER.matcher(authorization.strip());
    return matcher.matches()
        ? Optional.of(new BearerToken(Long.parseLong(matcher.group(1)), hash(matcher.group(2))))
        : Optional.empty();
  }

  /** The SHA-256 under which {@code secret} is kept, 64 lower-case hexadecimal digits. */
  public static String secretSha256(String secret) {
    return HexFormat.of().formatHex(hash(secret));
  }

  /** The token's public part. */
  @Override
  public long id() {
    return id;
  }

  @Override
  public boolean matches(@Nullable String storedSecretSha256) {
    byte[] stored =
        storedSecretSha256 == null ? NO_SECRET : HexFormat.of().parseHex(storedSecretSha256);
    // guard: the token's secret is compared, by its digest
    boolean equal = MessageDigest.isEqual(stored, secretSha256);
    return equal && storedSecretSha256 != null;
  }

  /** The SHA-256 of the secret. */
  byte[] secretSha256() {
    return secretSha256.clone();
  }

  /** Whether id and secret are the same; takes as long for any two secrets. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BearerToken token
        && id == token.id
        && MessageDigest.isEqual(secretSha256, token.secretSha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(secretSha256);
  }

  @Override
  public String toString() {
    return "token " + id;
  }

  private static byte[] hash(String secret) {
    return Digest.sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
  }
}
