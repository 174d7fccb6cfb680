package com.tickiti.attachments.edge;

import com.google.common.hash.Hashing;
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
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks PEM files before anything is served with them, so that a wrong one is told in one line at
 * the start and not by every handshake. All methods throw {@link IllegalArgumentException} with a
 * message that begins with the option's name.
 */
public final class TlsFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private TlsFiles() {}

  /**
   * The PEM files of one party, each with the option that names it.
   *
   * @param chain the party's own certificate and those that vouch for it; null where it shows none
   * @param key the unencrypted PKCS#8 key of the first in {@code chain}
   * @param authorities who vouches for its peers; null where nobody needs to
   */
  public record Named(@Nullable File chain, @Nullable File key, @Nullable File authorities) {

    /** A digest of each, which changes with its content. */
    List<String> contents() {
      return files().map(File::digest).toList();
    }

    /** Reads and checks all of them. */
    Certificates.Loaded load() {
      List<X509Certificate> certificates = chain == null ? List.of() : certificates(chain);
      return new Certificates.Loaded(
          chain == null || key == null
              ? null
              : keyOf(chain, key, certificates.get(0).getPublicKey()),
          certificates,
          authorities == null ? List.of() : certificates(authorities));
    }

    private Stream<File> files() {
      return Stream.of(chain, key, authorities).filter(Objects::nonNull).map(File.class::cast);
    }

    @Override
    public String toString() {
      return files().map(file -> file.path().toString()).collect(Collectors.joining(", "));
    }
  }

  /**
   * One of them.
   *
   * @param option that names it
   */
  public record File(String option, Path path) {

    String digest() {
      try {
        return Hashing.sha256().hashBytes(Files.readAllBytes(path)).toString();
      } catch (IOException e) {
        return "cannot be read";
      }
    }
  }

  /** A certificate chain and the key of its first certificate. */
  public static EdgeConfig.Tls identity(
      String chainOption, Path chain, String keyOption, Path key) {
    var unused = new Named(new File(chainOption, chain), new File(keyOption, key), null).load();
    return new EdgeConfig.Tls(chain, key);
  }

  /** Certificates of those who vouch for a peer. */
  public static Path authorities(String option, Path file) {
    var unused = certificates(new File(option, file));
    return file;
  }

  private static PrivateKey keyOf(File chain, File file, PublicKey publicKey) {
    PrivateKey key = privateKey(file.option(), file.path(), publicKey.getAlgorithm());
    if (!belongTogether(key, publicKey)) {
      throw new IllegalArgumentException(
          file.option()
              + ": "
              + file.path()
              + " (expected: the key of the first certificate in "
              + chain.path()
              + ")");
    }
    return key;
  }

  private static List<X509Certificate> certificates(File file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file.option(), file.path())))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      // told below
    }
    throw new IllegalArgumentException(
        file.option() + ": " + file.path() + " (expected: a file of PEM certificates)");
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
