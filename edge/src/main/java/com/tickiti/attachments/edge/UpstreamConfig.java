package com.tickiti.attachments.edge;

import com.linecorp.armeria.client.Endpoint;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which servers an edge that runs alone stands before, and how it dials them. */
record UpstreamConfig(
    @Option(
            names = "--upstream",
            required = true,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "gRPC addresses of the servers behind, taken in turn.")
        List<String> addresses,
    @Option(
            names = "--upstream-ca",
            paramLabel = "FILE",
            description = "PEM certificates to trust; the servers are then dialled with TLS.")
        @Nullable Path authorities,
    @Option(
            names = "--upstream-cert",
            paramLabel = "FILE",
            description = "PEM certificate chain to show to servers that ask for one.")
        @Nullable Path certificate,
    @Option(
            names = "--upstream-key",
            paramLabel = "FILE",
            description = "Its private key: PEM, PKCS#8, unencrypted.")
        @Nullable Path key) {

  UpstreamConfig {
    addresses = List.copyOf(addresses);
    addresses.forEach(UpstreamConfig::endpoint);
    tls(authorities, certificate, key);
  }

  /** The servers, dialled when first used; the caller closes it. */
  Upstream open() {
    return new Upstream(
        addresses.stream().map(UpstreamConfig::endpoint).toList(),
        tls(authorities, certificate, key));
  }

  private static Upstream.@Nullable Tls tls(
      @Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "--upstream-cert and --upstream-key must be given together");
    }
    if (authorities == null) {
      if (certificate != null) {
        throw new IllegalArgumentException("--upstream-cert needs --upstream-ca");
      }
      return null;
    }
    return new Upstream.Tls(
        TlsFiles.authorities("--upstream-ca", authorities),
        certificate == null || key == null
            ? null
            : TlsFiles.identity("--upstream-cert", certificate, "--upstream-key", key));
  }

  private static Endpoint endpoint(String address) {
    try {
      Endpoint endpoint = Endpoint.parse(address.strip());
      if (endpoint.hasPort()) {
        return endpoint;
      }
    } catch (IllegalArgumentException malformed) {
      // reported below
    }
    throw new IllegalArgumentException(
        "--upstream: " + address + " (expected: HOST:PORT[,HOST:PORT...])");
  }
}
