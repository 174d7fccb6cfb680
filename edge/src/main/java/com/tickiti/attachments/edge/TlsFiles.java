package com.tickiti.attachments.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks PEM files before anything is served with them, so that a wrong one is told in one line at
 * the start and not by every handshake. All methods throw {@link IllegalArgumentException} with a
 * message that begins with the option's name.
 */
public final class TlsFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private TlsFiles() {}

  /** A certificate chain and the key of its first certificate. */
  public static EdgeConfig.Tls identity(
      String chainOption, Path chain, String keyOption, Path key) {
    PublicKey publicKey = certificates(chainOption, chain).get(0).getPublicKey();
    PrivateKey privateKey = privateKey(keyOption, key, publicKey.getAlgorithm());
    if (!belongTogether(privateKey, publicKey)) {
      throw new IllegalArgumentException(
          keyOption
              + ": "
              + key
              + " (expected: the key of the first certificate in "
              + chain
              + ")");
    }
    return new EdgeConfig.Tls(chain, key);
  }

  /** Certificates of those who vouch for a peer. */
  public static Path authorities(String option, Path file) {
    certificates(option, file);
    return file;
  }

  private static List<Certificate> certificates(String option, Path file) {
    try {
      List<Certificate> certificates =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(read(option, file))));
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      // told below
    }
    throw new IllegalArgumentException(
        option + ": " + file + " (expected: a file of PEM certificates)");
  }

  private static PrivateKey privateKey(String option, Path file, String algorithm) {
    Matcher pem = KEY.matcher(new String(read(option, file), StandardCharsets.US_ASCII));
    if (pem.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (IllegalArgumentException | GeneralSecurityException e) {
        // told below, without the cause: it may quote the key
      }
    }
    throw new IllegalArgumentException(
        option
            + ": "
            + file
            + " (expected: an unencrypted PKCS#8 PEM key, of kind "
            + algorithm
            + ")");
  }

  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    String scheme =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(scheme);
      signature.initSign(privateKey);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] read(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(option + ": cannot read " + file, e);
    }
  }
}
