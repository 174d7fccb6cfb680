package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.DurationConverter;
import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.PositiveConverter;
import com.tickiti.attachments.edge.TlsFiles;
import com.tickiti.attachments.server.grpc.GrpcConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of the gRPC listener; its defaults are those of {@link GrpcConfig}. */
final class GrpcOptions {

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "9090",
      description = "Port of the gRPC API, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port = 9090;

  @Option(
      names = "--reflection",
      paramLabel = "auto|on|off",
      defaultValue = "auto",
      description =
          "Whether the gRPC API describes itself to anyone who asks;"
              + " auto is on where only this machine can ask (default: ${DEFAULT-VALUE}).")
  private Reflection reflection = Reflection.AUTO;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description =
          "PEM certificates of who must vouch for gRPC clients; without it clients"
              + " need no certificate. Needs --tls-cert.")
  private @Nullable Path clientAuthorities;

  @ArgGroup(validate = false, heading = "%nLimits of a gRPC connection:%n")
  private LimitsGroup limits = new LimitsGroup();

  /** What one connection may take. */
  private static final class LimitsGroup {
    @Option(
        names = "--grpc-max-calls",
        paramLabel = "N",
        defaultValue = "1000",
        converter = PositiveConverter.class,
        description = "Calls at a time (${DEFAULT-VALUE}).")
    private int calls;

    @Option(
        names = "--grpc-max-message-bytes",
        paramLabel = "BYTES",
        defaultValue = "1048576",
        converter = PositiveConverter.class,
        description = "Of one request message, as a chunk of an upload (${DEFAULT-VALUE}).")
    private int messageBytes;

    @Option(
        names = "--grpc-max-metadata-bytes",
        paramLabel = "BYTES",
        defaultValue = "8192",
        converter = PositiveConverter.class,
        description = "Of a call's headers (${DEFAULT-VALUE}).")
    private int metadataBytes;

    @Option(
        names = "--grpc-max-resets",
        paramLabel = "N",
        defaultValue = "10000",
        converter = PositiveConverter.class,
        description =
            "Calls that may be taken back within the window (${DEFAULT-VALUE}); each client"
                + " that leaves an edge in front is one of them.")
    private int resets;

    @Option(
        names = "--grpc-reset-window",
        paramLabel = "TIME",
        defaultValue = "30s",
        converter = DurationConverter.class,
        description = "That window, in whole seconds (${DEFAULT-VALUE}).")
    private Duration resetWindow = Duration.ZERO;

    @Option(
        names = "--grpc-min-ping-interval",
        paramLabel = "TIME",
        defaultValue = "2s",
        converter = DurationConverter.class,
        description = "Clients that send keep-alive pings more often are cut (${DEFAULT-VALUE}).")
    private Duration minPingInterval = Duration.ZERO;

    @Option(
        names = "--grpc-handshake-timeout",
        paramLabel = "TIME",
        defaultValue = "10s",
        converter = DurationConverter.class,
        description = "For a new connection to say that it is HTTP/2 (${DEFAULT-VALUE}).")
    private Duration handshakeTimeout = Duration.ZERO;

    @Option(
        names = "--grpc-idle-timeout",
        paramLabel = "TIME",
        defaultValue = "5m",
        converter = DurationConverter.class,
        description = "Without a call for so long, it is closed (${DEFAULT-VALUE}).")
    private Duration idleTimeout = Duration.ZERO;

    @Option(
        names = "--grpc-max-age",
        paramLabel = "TIME",
        defaultValue = "1h",
        converter = DurationConverter.class,
        description = "After it the client is told to open another one (${DEFAULT-VALUE}).")
    private Duration maxAge = Duration.ZERO;

    @Option(
        names = "--grpc-age-grace",
        paramLabel = "TIME",
        defaultValue = "1h",
        converter = DurationConverter.class,
        description = "For calls to end after that before they are cut (${DEFAULT-VALUE}).")
    private Duration ageGrace = Duration.ZERO;
  }

  /**
   * What was asked for, beside a JSON listener at the same address and with the same certificate.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  GrpcConfig toConfig(InetAddress address, EdgeConfig.@Nullable Tls identity) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--grpc-port: " + port + " (expected: 0 to 65535)");
    }
    return new GrpcConfig(
        new InetSocketAddress(address, port),
        reflection.isOn(address),
        tls(identity),
        new GrpcConfig.Limits(
            limits.calls,
            limits.messageBytes,
            limits.metadataBytes,
            limits.resets,
            limits.resetWindow,
            limits.minPingInterval,
            limits.handshakeTimeout,
            limits.idleTimeout,
            limits.maxAge,
            limits.ageGrace));
  }

  private GrpcConfig.@Nullable Tls tls(EdgeConfig.@Nullable Tls identity) {
    if (identity == null) {
      if (clientAuthorities != null) {
        throw new IllegalArgumentException("--tls-client-ca needs --tls-cert");
      }
      return null;
    }
    return new GrpcConfig.Tls(
        identity.certificateChain(),
        identity.privateKey(),
        clientAuthorities == null
            ? null
            : TlsFiles.authorities("--tls-client-ca", clientAuthorities));
  }

  /** When the gRPC API describes itself. */
  private enum Reflection {
    AUTO,
    ON,
    OFF;

    boolean isOn(InetAddress address) {
      return this == ON || (this == AUTO && address.isLoopbackAddress());
    }
  }
}
