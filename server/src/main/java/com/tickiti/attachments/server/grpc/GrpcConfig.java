package com.tickiti.attachments.server.grpc;

import static com.tickiti.attachments.edge.settings.Settings.BYTES;
import static com.tickiti.attachments.edge.settings.Settings.TIME;

import com.tickiti.attachments.edge.Certificates;
import com.tickiti.attachments.edge.TlsFiles;
import com.tickiti.attachments.edge.settings.Bounds;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How the gRPC listener listens and what it defends itself against. Immutable.
 *
 * @param address to listen on; port 0 for any free one
 * @param reflection whether network callers may ask what services there are
 * @param channelz whether network callers may ask who is connected
 * @param tls what to serve TLS with; null for plain text
 * @param limits what one connection may take of the server
 */
public record GrpcConfig(
    InetSocketAddress address,
    boolean reflection,
    boolean channelz,
    @Nullable Tls tls,
    Limits limits) {

  /** The largest message that is taken, unless another limit is set: 1 MiB. */
  static final int DEFAULT_MESSAGE_BYTES = 1 << 20;

  /** Whether whoever calls must show a certificate. */
  boolean requiresClientCertificates() {
    return tls != null && tls.clientAuthorities() != null;
  }

  /** What TLS is served with, read now and whenever it changes; null for plain text. */
  public @Nullable Certificates certificates() {
    if (tls == null) {
      return null;
    }
    Path authorities = tls.clientAuthorities();
    return new Certificates(
        new TlsFiles.Named(
            new TlsFiles.File("--tls-cert", tls.certificateChain()),
            new TlsFiles.File("--tls-key", tls.privateKey()),
            authorities == null ? null : new TlsFiles.File("--tls-client-ca", authorities)));
  }

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
   * What one connection may take. The defaults are what an edge with thousands of clients behind
   * one connection does not meet; in particular each client of its that goes away is a reset here.
   */
  public record Limits(
      @Option(
              names = "--grpc-max-calls",
              paramLabel = "N",
              defaultValue = "1000",
              description = "Calls at a time (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int maxCalls,
      @Option(
              names = "--grpc-max-message-bytes",
              paramLabel = BYTES,
              defaultValue = "" + DEFAULT_MESSAGE_BYTES,
              description = "Of one request message, as a chunk of an upload (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int maxMessageBytes,
      @Option(
              names = "--grpc-max-metadata-bytes",
              paramLabel = BYTES,
              defaultValue = "8192",
              description = "Of a call's headers (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int maxMetadataBytes,
      @Option(
              names = "--grpc-max-resets",
              paramLabel = "N",
              defaultValue = "10000",
              description =
                  "Calls that may be taken back within the window (${DEFAULT-VALUE}); each client"
                      + " that leaves an edge in front is one of them.")
          @Bounds(min = 1)
          int maxResets,
      @Option(
              names = "--grpc-reset-window",
              paramLabel = TIME,
              defaultValue = "30s",
              description = "That window, in whole seconds (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          Duration resetWindow,
      @Option(
              names = "--grpc-min-ping-interval",
              paramLabel = TIME,
              defaultValue = "2s",
              description =
                  "Clients that send keep-alive pings more often are cut (${DEFAULT-VALUE}).")
          Duration minPingInterval,
      @Option(
              names = "--grpc-handshake-timeout",
              paramLabel = TIME,
              defaultValue = "10s",
              description = "For a new connection to say that it is HTTP/2 (${DEFAULT-VALUE}).")
          Duration handshakeTimeout,
      @Option(
              names = "--grpc-idle-timeout",
              paramLabel = TIME,
              defaultValue = "5m",
              description = "Without a call for so long, it is closed (${DEFAULT-VALUE}).")
          Duration idleTimeout,
      @Option(
              names = "--grpc-max-age",
              paramLabel = TIME,
              defaultValue = "1h",
              description = "After it the client is told to open another one (${DEFAULT-VALUE}).")
          Duration maxAge,
      @Option(
              names = "--grpc-age-grace",
              paramLabel = TIME,
              defaultValue = "1h",
              description = "For calls to end after that before they are cut (${DEFAULT-VALUE}).")
          Duration ageGrace) {}
}
