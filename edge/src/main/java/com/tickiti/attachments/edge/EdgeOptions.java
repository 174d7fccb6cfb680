package com.tickiti.attachments.edge;

import com.tickiti.attachments.edge.EdgeConfig.ConnectionLimits;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.limit.AddressRanges;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options of every command that serves the JSON API: where, with what certificate, within what
 * limits. A picocli mixin; its defaults are those of {@link EdgeConfig#defaults()}.
 */
public final class EdgeOptions {

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the JSON API, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort = 8080;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String bind = "127.0.0.1";

  @ArgGroup(validate = false, heading = "%nTLS:%n")
  private TlsGroup tls = new TlsGroup();

  @ArgGroup(validate = false, heading = "%nLimits of the JSON API:%n")
  private LimitsGroup limits = new LimitsGroup();

  @ArgGroup(validate = false, heading = "%nStopping:%n")
  private ShutdownGroup shutdown = new ShutdownGroup();

  /** What to serve HTTPS with. */
  private static final class TlsGroup {
    @Option(
        names = "--tls-cert",
        paramLabel = "FILE",
        description = "PEM certificate chain; TLS is served with it in place of plain text.")
    private @Nullable Path certificate;

    @Option(
        names = "--tls-key",
        paramLabel = "FILE",
        description = "Its private key: PEM, PKCS#8, unencrypted.")
    private @Nullable Path key;
  }

  /** What clients may take. */
  private static final class LimitsGroup {
    @Option(
        names = "--http-max-connections",
        paramLabel = "N",
        defaultValue = "4096",
        converter = PositiveConverter.class,
        description = "Open at a time; further ones are closed at once (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
        names = "--http-idle-timeout",
        paramLabel = "TIME",
        defaultValue = "75s",
        converter = DurationConverter.class,
        description = "After it a connection without a request is closed (${DEFAULT-VALUE}).")
    private Duration idleTimeout = Duration.ZERO;

    @Option(
        names = "--http-max-line-bytes",
        paramLabel = "BYTES",
        defaultValue = "4096",
        converter = PositiveConverter.class,
        description = "Of an HTTP/1 request line (${DEFAULT-VALUE}).")
    private int lineBytes;

    @Option(
        names = "--http-max-header-bytes",
        paramLabel = "BYTES",
        defaultValue = "8192",
        converter = PositiveConverter.class,
        description = "Of a request's headers (${DEFAULT-VALUE}).")
    private int headerBytes;

    @Option(
        names = "--http-max-streams",
        paramLabel = "N",
        defaultValue = "64",
        converter = PositiveConverter.class,
        description = "Requests at a time on one HTTP/2 connection (${DEFAULT-VALUE}).")
    private int streams;

    @Option(
        names = "--http-max-resets",
        paramLabel = "N",
        defaultValue = "100",
        converter = PositiveConverter.class,
        description =
            "HTTP/2 requests a connection may take back within the window (${DEFAULT-VALUE}).")
    private int resets;

    @Option(
        names = "--http-reset-window",
        paramLabel = "TIME",
        defaultValue = "30s",
        converter = DurationConverter.class,
        description = "That window, in whole seconds (${DEFAULT-VALUE}).")
    private Duration resetWindow = Duration.ZERO;

    @Option(
        names = "--http-request-timeout",
        paramLabel = "TIME",
        defaultValue = "10s",
        converter = DurationConverter.class,
        description = "For a request's head to arrive, and again for its body (${DEFAULT-VALUE}).")
    private Duration requestTimeout = Duration.ZERO;

    @Option(
        names = "--http-stall-timeout",
        paramLabel = "TIME",
        defaultValue = "2m",
        converter = DurationConverter.class,
        description = "A response of which nothing is read for so long is cut (${DEFAULT-VALUE}).")
    private Duration stallTimeout = Duration.ZERO;

    @Option(
        names = "--http-min-rate",
        paramLabel = "BYTES",
        defaultValue = "16384",
        converter = PositiveConverter.class,
        description =
            "So many a second must be read on average, after a head start of the stall"
                + " timeout (${DEFAULT-VALUE}).")
    private int minRate;

    @Option(
        names = "--http-max-duration",
        paramLabel = "TIME",
        defaultValue = "1h",
        converter = DurationConverter.class,
        description = "The longest a response may take, whatever its rate (${DEFAULT-VALUE}).")
    private Duration maxDuration = Duration.ZERO;
  }

  /** How long stopping takes. */
  private static final class ShutdownGroup {
    @Option(
        names = "--quiet-period",
        paramLabel = "TIME",
        defaultValue = "100ms",
        converter = DurationConverter.class,
        description = "Without requests for so long, a stopping server is done (${DEFAULT-VALUE}).")
    private Duration quietPeriod = Duration.ZERO;

    @Option(
        names = "--grace-period",
        paramLabel = "TIME",
        defaultValue = "30s",
        converter = DurationConverter.class,
        description = "For requests under way to end before they are cut (${DEFAULT-VALUE}).")
    private Duration gracePeriod = Duration.ZERO;
  }

  /**
   * What was asked for; call it after the command line was read.
   *
   * @throws IllegalArgumentException with one line that begins with the option at fault
   */
  public EdgeConfig toConfig() {
    if (httpPort < 0 || httpPort > 65_535) {
      throw new IllegalArgumentException("--http-port: " + httpPort + " (expected: 0 to 65535)");
    }
    if (new InetSocketAddress(bind, httpPort).isUnresolved()) {
      throw new IllegalArgumentException(
          "--bind: " + bind + " (expected: an address of this machine)");
    }
    return new EdgeConfig(
        bind,
        httpPort,
        tls(),
        new ConnectionLimits(
            limits.connections,
            limits.idleTimeout,
            limits.lineBytes,
            limits.headerBytes,
            limits.streams,
            limits.resets,
            limits.resetWindow),
        limits.requestTimeout,
        new DownloadPace(limits.stallTimeout, limits.minRate, limits.maxDuration),
        shutdown.quietPeriod,
        shutdown.gracePeriod,
        AddressRanges.NONE);
  }

  private EdgeConfig.@Nullable Tls tls() {
    if (tls.certificate == null && tls.key == null) {
      return null;
    }
    if (tls.certificate == null || tls.key == null) {
      throw new IllegalArgumentException("--tls-cert and --tls-key must be given together");
    }
    return TlsFiles.identity("--tls-cert", tls.certificate, "--tls-key", tls.key);
  }
}
