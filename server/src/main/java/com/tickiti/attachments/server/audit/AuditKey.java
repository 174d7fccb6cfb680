package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 key (RFC 8032) that checkpoints of the audit log are signed with. Its text is PEM,
 * the private key and the public one. Thread-safe.
 */
public final class AuditKey {

  private static final String ALGORITHM = "Ed25519";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END");
  private static final int ID_DIGITS = 16;

  private final PrivateKey secret;
  private final PublicKey open;

  private AuditKey(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.open = open;
  }

  /** A new one. */
  public static AuditKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new AuditKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The one whose text this is.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static AuditKey parse(String pem) {
    try {
      PrivateKey secret =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE")));
      return new AuditKey(secret, parsePublic(pem));
    } catch (GeneralSecurityException e) {
      throw notAKey("an Ed25519 private key", e);
    }
  }

  /**
   * The public key in a text, whatever else is in it.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static PublicKey parsePublic(String pem) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(block(pem, "PUBLIC")));
    } catch (GeneralSecurityException e) {
      throw notAKey("an Ed25519 public key", e);
    }
  }

  /** Its text, which is a secret. */
  public String pem() {
    return pem("PRIVATE", secret.getEncoded()) + publicPem();
  }

  /** What signatures are checked with; no secret. */
  public String publicPem() {
    return pem("PUBLIC", open.getEncoded());
  }

  /** What signatures are checked with. */
  public PublicKey publicKey() {
    return open;
  }

  /** A short name for the public key: the beginning of its SHA-256, in hexadecimal digits. */
  public static String id(PublicKey key) {
    return HexFormat.of()
        .formatHex(Digest.sha256().digest(key.getEncoded()))
        .substring(0, ID_DIGITS);
  }

  /** Signs {@code text}. */
  byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether {@code key} has signed {@code text}. */
  static boolean verify(PublicKey key, byte[] text, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] block(String pem, String kind) {
    Matcher block = PEM.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals(kind)) {
        return Base64.getMimeDecoder().decode(block.group(2));
      }
    }
    throw notAKey("a PEM block " + kind + " KEY", null);
  }

  private static IllegalArgumentException notAKey(String expected, @Nullable Exception cause) {
    return new IllegalArgumentException("key: not shown (expected: " + expected + ")", cause);
  }

  private static String pem(String kind, byte[] encoded) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
    return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n".formatted(kind, lines, kind);
  }
}
