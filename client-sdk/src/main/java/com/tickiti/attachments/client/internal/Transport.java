package com.tickiti.attachments.client.internal;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelRegistry.ProviderNotFoundException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the service, over whichever gRPC transport the application has brought.
 *
 * @param plaintext without TLS
 * @param trustedCertificates PEM file of the certificates to trust; {@code null} for the platform's
 * @param clientCertificates PEM file of our own chain; {@code null} for none
 * @param clientKey PEM file of its private key
 */
public record Transport(
    boolean plaintext,
    @Nullable Path trustedCertificates,
    @Nullable Path clientCertificates,
    @Nullable Path clientKey) {

  /** TLS with the certificates that the platform trusts. */
  public static final Transport TLS = new Transport(false, null, null, null);

  public Transport withPlaintext() {
    return new Transport(true, trustedCertificates, clientCertificates, clientKey);
  }

  public Transport withTrusted(Path certificates) {
    return new Transport(plaintext, certificates, clientCertificates, clientKey);
  }

  public Transport withClientCertificate(Path chain, Path key) {
    return new Transport(plaintext, trustedCertificates, chain, key);
  }

  /**
   * A channel that connects when it is first used.
   *
   * @throws IllegalArgumentException where {@code target} is not a name of a service
   * @throws IllegalStateException where the class path has no gRPC transport
   */
  public ManagedChannel channel(String target, List<ClientInterceptor> interceptors) {
    Targets.check(target);
    ChannelCredentials credentials = credentials();
    try {
      return Grpc.newChannelBuilder(target, credentials)
          .intercept(interceptors)
          // A dead peer is noticed before each attempt reaches its deadline.
          .keepAliveTime(30, TimeUnit.SECONDS)
          .keepAliveTimeout(10, TimeUnit.SECONDS)
          // The retry policy is the only one that retries.
          .disableRetry()
          .build();
    } catch (ProviderNotFoundException e) {
      throw new IllegalStateException(
          "no gRPC transport on the class path: add one, such as io.grpc:grpc-netty-shaded", e);
    } catch (IllegalArgumentException e) {
      throw Targets.invalid(target);
    }
  }

  private ChannelCredentials credentials() {
    if (plaintext) {
      if (trustedCertificates != null || clientCertificates != null) {
        throw new IllegalStateException("plaintext: there are no certificates without TLS");
      }
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    try {
      if (trustedCertificates != null) {
        tls.trustManager(trustedCertificates.toFile());
      }
      if (clientCertificates != null && clientKey != null) {
        tls.keyManager(clientCertificates.toFile(), clientKey.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tls.build();
  }
}
