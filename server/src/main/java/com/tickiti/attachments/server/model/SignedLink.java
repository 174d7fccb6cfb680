package com.tickiti.attachments.server.model;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A link {@code <claims>.<signature>} as a caller presented it, not checked yet. What it may be
 * used for is decided when it is redeemed. {@link #toString} does not give the signature away.
 */
public final class SignedLink implements Credential {

  private static final Pattern HEADER =
      Pattern.compile("(?i:link) +([A-Za-z0-9_-]{1,100})\\.([A-Za-z0-9_-]{43})");

  private static final byte[] NO_SECRET = new byte[Digest.BYTES];

  private final LinkClaims claims;
  private final byte[] signature;
  private final LinkSigner signer;

  private SignedLink(LinkClaims claims, byte[] signature, LinkSigner signer) {
    this.claims = claims;
    this.signature = signature;
    this.signer = signer;
  }

  /** Signs claims in the name of {@code token}, whose id they have; the text of the link. */
  public static String text(LinkClaims claims, BearerToken token, LinkSigner signer) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(claims.toBytes())
        + "."
        + encoder.encodeToString(signer.sign(claims, token.secretSha256()));
  }

  /** Reads an {@code Authorization} value; empty where it is absent or not of the form. */
  public static Optional<SignedLink> parse(@Nullable String authorization, LinkSigner signer) {
    if (authorization == null) {
      return Optional.empty();
    }
    Matcher matcher = HEADER.matcher(authorization.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<byte[]> claims = decode(matcher.group(1));
    Optional<byte[]> signature = decode(matcher.group(2));
    return claims.isEmpty() || signature.isEmpty()
        ? Optional.empty()
        : LinkClaims.of(claims.get()).map(c -> new SignedLink(c, signature.get(), signer));
  }

  /** What it says, true only where it {@link #matches}. */
  public LinkClaims claims() {
    return claims;
  }

  @Override
  public long id() {
    return claims.tokenId();
  }

  @Override
  public boolean matches(@Nullable String storedSecretSha256) {
    byte[] secret =
        storedSecretSha256 == null ? NO_SECRET : HexFormat.of().parseHex(storedSecretSha256);
    // guard: a link's signature is compared
    boolean equal = MessageDigest.isEqual(signer.sign(claims, secret), signature);
    return equal && storedSecretSha256 != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignedLink link
        && claims.equals(link.claims)
        && MessageDigest.isEqual(signature, link.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return "link of token " + claims.tokenId();
  }

  /** Only the one spelling of some bytes is taken, so that no link has a second text. */
  private static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      boolean canonical =
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
      return canonical ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
