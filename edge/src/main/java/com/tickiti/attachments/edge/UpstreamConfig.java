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
            description =
                "gRPC addresses of the servers behind: of a name, all that it has in DNS. Those"
                    + " that are healthy are taken in turn.")
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
    TlsFiles.Named files = files(authorities, certificate, key);
    if (files != null) {
      var unused = files.load();
    }
  }

  /** The servers, dialled from now on; the caller closes it. */
  Upstream open() {
    TlsFiles.Named files = files(authorities, certificate, key);
    return new Upstream(
        addresses.stream().map(UpstreamConfig::endpoint).toList(),
        files == null ? null : new Certificates(files));
  }

  private static TlsFiles.@Nullable Named files(
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
    return new TlsFiles.Named(
        certificate == null ? null : new TlsFiles.File("--upstream-cert", certificate),
        key == null ? null : new TlsFiles.File("--upstream-key", key),
        new TlsFiles.File("--upstream-ca", authorities));
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
