package com.tickiti.attachments.server.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** When a certificate expires. */
final class CertificateExpiry {

  private CertificateExpiry() {}

  /** Of the first certificate of a PEM file, in seconds since 1970; NaN where it cannot be read. */
  static double epochSeconds(Path chain) {
    try (InputStream file = Files.newInputStream(chain)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(file)
              instanceof X509Certificate certificate
          ? (double) certificate.getNotAfter().toInstant().getEpochSecond()
          : Double.NaN;
    } catch (IOException | CertificateException e) {
      return Double.NaN; // what cannot be served with was reported when it was to be
    }
  }
}
