package com.tickiti.attachments.edge;

import com.linecorp.armeria.client.Endpoint;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the edge alone: which servers it stands before, and how it dials them. */
final class UpstreamOptions {

  @Option(
      names = "--upstream",
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description = "gRPC addresses of the servers behind, taken in turn.")
  private List<String> addresses = List.of();

  @Option(
      names = "--upstream-ca",
      paramLabel = "FILE",
      description = "PEM certificates to trust; the servers are then dialled with TLS.")
  private @Nullable Path authorities;

  @Option(
      names = "--upstream-cert",
      paramLabel = "FILE",
      description = "PEM certificate chain to show to servers that ask for one.")
  private @Nullable Path certificate;

  @Option(
      names = "--upstream-key",
      paramLabel = "FILE",
      description = "Its private key: PEM, PKCS#8, unencrypted.")
  private @Nullable Path key;

  /**
   * The servers, dialled when first used; the caller closes it.
   *
   * @throws IllegalArgumentException with one line that begins with the option at fault
   */
  Upstream open() {
    return new Upstream(addresses.stream().map(UpstreamOptions::endpoint).toList(), tls());
  }

  private Upstream.@Nullable Tls tls() {
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
      // told below
    }
    throw new IllegalArgumentException(
        "--upstream: " + address + " (expected: HOST:PORT[,HOST:PORT...])");
  }
}
