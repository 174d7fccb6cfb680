package com.tickiti.attachments.server.doctor;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.server.grpc.GrpcConfig;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How long certificates are valid. That the key fits was checked with the configuration. */
record CertificateChecks(ServerConfig.Listen listen) {

  private static final Duration SOON = Duration.ofDays(30);

  List<Finding> run() {
    EdgeConfig.Tls tls = listen.http().tls();
    if (tls == null) {
      boolean local = listen.http().bindAddress().isLoopbackAddress();
      return List.of(
          local
              ? Finding.ok("certificates", "none: plain text, on this machine only")
              : Finding.warn(
                  "certificates",
                  "none: tokens and files go over the network in plain text",
                  "set --tls-cert and --tls-key, or let a proxy on this network terminate TLS"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(check("--tls-cert", tls.certificateChain()));
    GrpcConfig.Tls grpc = listen.grpc().tls();
    Path authorities = grpc == null ? null : grpc.clientAuthorities();
    if (authorities != null) {
      findings.add(check("--tls-client-ca", authorities));
    }
    return findings;
  }

  private static Finding check(String option, Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      Instant end =
          CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
              .map(CertificateChecks::end)
              .min(Comparator.naturalOrder())
              .orElse(Instant.EPOCH);
      return judge(option + " " + file, Duration.between(Instant.now(), end));
    } catch (IOException | CertificateException e) {
      return Finding.fail(
          "certificates",
          option + ": " + e.getMessage(),
          "name a readable file of PEM certificates");
    }
  }

  private static Finding judge(String what, Duration left) {
    String remedy = "renew it, and name the new file";
    if (left.isNegative()) {
      return Finding.fail("certificates", what + " has expired", remedy);
    }
    String days = what + " is valid for " + left.toDays() + " days";
    return left.compareTo(SOON) < 0
        ? Finding.warn("certificates", days, remedy)
        : Finding.ok("certificates", days);
  }

  private static Instant end(Certificate certificate) {
    return certificate instanceof X509Certificate x509
        ? x509.getNotAfter().toInstant()
        : Instant.EPOCH;
  }
}
