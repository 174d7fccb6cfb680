package com.tickiti.attachments.edge;

import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.limit.AddressRanges;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link EdgeServer} listens and what it defends itself against. Immutable; begin with
 * {@link #defaults()}.
 *
 * @param bindAddress host name or IP address to listen on
 * @param httpPort port to listen on; 0 for any free one
 * @param tls what to serve HTTPS with; null for plain HTTP
 * @param connections what one client, or all of them, may take of the server
 * @param requestTimeout how long a request's head, and then its body, may take to arrive
 * @param pace how slowly a response may be read
 * @param quietPeriod how long without requests a closing server waits for late ones
 * @param gracePeriod how long a closing server waits for the requests under way
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 */
public record EdgeConfig(
    String bindAddress,
    int httpPort,
    @Nullable Tls tls,
    ConnectionLimits connections,
    Duration requestTimeout,
    DownloadPace pace,
    Duration quietPeriod,
    Duration gracePeriod,
    AddressRanges trustedProxies) {

  public EdgeConfig {
    if (bindAddress.isBlank()) {
      throw new IllegalArgumentException("bindAddress: (expected: a host name or IP address)");
    }
    requireRange("httpPort", httpPort, 0, 65535);
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("requestTimeout: " + requestTimeout + " (expected: > 0)");
    }
    // The HTTP library takes a quiet period of zero for no grace at all.
    if (quietPeriod.isNegative()
        || quietPeriod.isZero()
        || quietPeriod.compareTo(gracePeriod) > 0) {
      throw new IllegalArgumentException(
          "quietPeriod: "
              + quietPeriod
              + " (expected: > 0 and <= gracePeriod "
              + gracePeriod
              + ")");
    }
  }

  /**
   * The PEM files that HTTPS is served with.
   *
   * @param certificateChain the server's certificate and those that vouch for it
   * @param privateKey the unencrypted PKCS#8 key of the first
   */
  public record Tls(Path certificateChain, Path privateKey) {}

  /**
   * Limits on connections.
   *
   * @param maxConnections open at a time; further ones are closed at once
   * @param idleTimeout after which a connection without a request is closed; longer than that of
   *     the load balancers in front, many of which wait 60 seconds
   * @param maxInitialLineBytes of an HTTP/1 request line
   * @param maxHeaderBytes of all request headers
   * @param http2MaxStreams requests under way on one HTTP/2 connection
   * @param http2MaxResetFrames that a client may send within {@code http2ResetWindow}
   * @param http2ResetWindow whole seconds
   */
  public record ConnectionLimits(
      int maxConnections,
      Duration idleTimeout,
      int maxInitialLineBytes,
      int maxHeaderBytes,
      int http2MaxStreams,
      int http2MaxResetFrames,
      Duration http2ResetWindow) {

    public ConnectionLimits {
      requireRange("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
      requireRange("maxInitialLineBytes", maxInitialLineBytes, 1, Integer.MAX_VALUE);
      requireRange("maxHeaderBytes", maxHeaderBytes, 1, Integer.MAX_VALUE);
      requireRange("http2MaxStreams", http2MaxStreams, 1, Integer.MAX_VALUE);
      requireRange("http2MaxResetFrames", http2MaxResetFrames, 1, Integer.MAX_VALUE);
      requireRange("http2ResetWindow", (int) http2ResetWindow.toSeconds(), 1, Integer.MAX_VALUE);
    }

    /** What a small machine can carry and no honest client meets. */
    public static ConnectionLimits defaults() {
      return new ConnectionLimits(
          4096, Duration.ofSeconds(75), 4096, 8192, 64, 100, Duration.ofSeconds(30));
    }
  }

  /** Plain HTTP on port 8080 of the loopback interface. */
  public static EdgeConfig defaults() {
    return new EdgeConfig(
        "127.0.0.1",
        8080,
        null,
        ConnectionLimits.defaults(),
        Duration.ofSeconds(10),
        DownloadPace.defaults(),
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        AddressRanges.NONE);
  }

  /** This configuration on another address and port. */
  public EdgeConfig withAddress(String newBindAddress, int newHttpPort) {
    return new EdgeConfig(
        newBindAddress,
        newHttpPort,
        tls,
        connections,
        requestTimeout,
        pace,
        quietPeriod,
        gracePeriod,
        trustedProxies);
  }

  /** This configuration with HTTPS in place of HTTP. */
  public EdgeConfig withTls(Tls newTls) {
    return new EdgeConfig(
        bindAddress,
        httpPort,
        newTls,
        connections,
        requestTimeout,
        pace,
        quietPeriod,
        gracePeriod,
        trustedProxies);
  }

  /** This configuration with other limits on connections. */
  public EdgeConfig withConnections(ConnectionLimits newConnections) {
    return new EdgeConfig(
        bindAddress,
        httpPort,
        tls,
        newConnections,
        requestTimeout,
        pace,
        quietPeriod,
        gracePeriod,
        trustedProxies);
  }

  /** This configuration with other times: for a request to arrive, and for its response to go. */
  public EdgeConfig withTimes(Duration newRequestTimeout, DownloadPace newPace) {
    return new EdgeConfig(
        bindAddress,
        httpPort,
        tls,
        connections,
        newRequestTimeout,
        newPace,
        quietPeriod,
        gracePeriod,
        trustedProxies);
  }

  /** This configuration with other times for closing. */
  public EdgeConfig withShutdown(Duration newQuietPeriod, Duration newGracePeriod) {
    return new EdgeConfig(
        bindAddress,
        httpPort,
        tls,
        connections,
        requestTimeout,
        pace,
        newQuietPeriod,
        newGracePeriod,
        trustedProxies);
  }

  /** This configuration with proxies whose {@code X-Forwarded-For} is believed. */
  public EdgeConfig withTrustedProxies(AddressRanges newTrustedProxies) {
    return new EdgeConfig(
        bindAddress,
        httpPort,
        tls,
        connections,
        requestTimeout,
        pace,
        quietPeriod,
        gracePeriod,
        newTrustedProxies);
  }

  private static void requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }
}
