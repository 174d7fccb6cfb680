package com.tickiti.attachments.server.grpc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the gRPC listener listens and what it defends itself against. Immutable.
 *
 * @param address to listen on; port 0 for any free one
 * @param reflection whether network callers may ask what services there are
 * @param tls what to serve TLS with; null for plain text
 * @param limits what one connection may take of the server
 */
public record GrpcConfig(
    InetSocketAddress address, boolean reflection, @Nullable Tls tls, Limits limits) {

  /** Plain text, described to those who can only be on this machine. */
  public static GrpcConfig on(InetSocketAddress address) {
    return new GrpcConfig(
        address, address.getAddress().isLoopbackAddress(), null, Limits.defaults());
  }

  /** The largest message that is taken, unless another limit is set: 1 MiB. */
  static final int DEFAULT_MESSAGE_BYTES = 1 << 20;

  /**
   * PEM files.
   *
   * @param certificateChain the server's certificate and those that vouch for it
   * @param privateKey the unencrypted PKCS#8 key of the first
   * @param clientAuthorities who must vouch for every client; null where clients need no
   *     certificate
   */
  public record Tls(Path certificateChain, Path privateKey, @Nullable Path clientAuthorities) {}

  /**
   * What one connection may take.
   *
   * @param maxCalls under way at a time
   * @param maxMessageBytes of one request message
   * @param maxMetadataBytes of a call's headers
   * @param maxResets calls that may be taken back within {@code resetWindow}
   * @param resetWindow whole seconds
   * @param minPingInterval between a client's keep-alive pings; more frequent ones end it
   * @param handshakeTimeout from the connection to its first frame
   * @param idleTimeout without a call, after which it is closed
   * @param maxAge after which it takes no new calls
   * @param ageGrace how long calls may go on after that
   */
  public record Limits(
      int maxCalls,
      int maxMessageBytes,
      int maxMetadataBytes,
      int maxResets,
      Duration resetWindow,
      Duration minPingInterval,
      Duration handshakeTimeout,
      Duration idleTimeout,
      Duration maxAge,
      Duration ageGrace) {

    public Limits {
      if (resetWindow.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "resetWindow: " + resetWindow + " (expected: 1 second or more)");
      }
    }

    /**
     * What an edge with thousands of clients behind one connection does not meet. In particular
     * each client of its that goes away is a reset here.
     */
    public static Limits defaults() {
      return new Limits(
          1000,
          DEFAULT_MESSAGE_BYTES,
          8 << 10,
          10_000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofHours(1));
    }
  }
}
