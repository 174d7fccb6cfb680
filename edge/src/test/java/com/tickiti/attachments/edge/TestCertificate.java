package com.tickiti.attachments.edge;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A self-signed certificate for this machine and its key in PEM files.
 *
 * @param chain the certificate
 * @param key its key
 */
record TestCertificate(Path chain, Path key) {

  /** Makes {@code NAME.crt} and {@code NAME.key} in {@code directory}, valid for some days. */
  static TestCertificate create(Path directory, String name, int days) throws Exception {
    X509Bundle made =
        new CertificateBuilder()
            .subject("CN=" + name)
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .notAfter(Instant.now().plus(Duration.ofDays(days)))
            .ecp256()
            .setIsCertificateAuthority(true) // as is demanded of what signs itself
            .buildSelfSigned();
    return new TestCertificate(
        Files.writeString(directory.resolve(name + ".crt"), made.getCertificatePEM()),
        Files.writeString(directory.resolve(name + ".key"), made.getPrivateKeyPEM()));
  }
}
