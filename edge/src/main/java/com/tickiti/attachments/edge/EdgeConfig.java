package com.tickiti.attachments.edge;

import static com.tickiti.attachments.edge.settings.Settings.BYTES;
import static com.tickiti.attachments.edge.settings.Settings.TIME;

import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.edge.settings.Bounds;
import com.tickiti.attachments.edge.settings.Section;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How an {@link EdgeServer} listens and what it defends itself against: the settings of every
 * command that serves the JSON API. Immutable.
 */
public record EdgeConfig(
    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the JSON API, 0 for any free one (default: ${DEFAULT-VALUE}).")
        @Bounds(min = 0, max = 65_535)
        int httpPort,
    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
        String bind,
    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR",
            split = ",",
            description =
                "Trusted proxies: addresses whose X-Forwarded-For is honoured, and those of edges"
                    + " that run apart (default: none).")
        List<String> proxies,
    @Option(
            names = "--cors-origins",
            paramLabel = "ORIGIN",
            split = ",",
            description =
                "Origins whose web pages may call the API, such as https://app.example, or * for"
                    + " all (default: none).")
        List<String> corsOrigins,
    @Option(
            names = "--developer-page",
            paramLabel = "BOOL",
            arity = "1",
            defaultValue = "true",
            description =
                "Whether / is a page on which to read and try the JSON API (default:"
                    + " ${DEFAULT-VALUE}).")
        boolean developerPage,
    @Option(
            names = "--memory-budget-bytes",
            paramLabel = BYTES,
            description =
                "What downloads and uploads may hold in memory together; further ones get 503"
                    + " (default: a third of the heap, or half of the direct memory where that is"
                    + " less).")
        @Bounds(min = 1)
        @Nullable Long memoryBudget,
    @Section("TLS") TlsIdentity identity,
    @Section("Limits of the JSON API") HttpLimits limits,
    @Section("Stopping") Shutdown shutdown) {

  private static final Pattern ORIGIN =
      Pattern.compile("\\*|https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

  public EdgeConfig {
    proxies = List.copyOf(proxies);
    corsOrigins = List.copyOf(corsOrigins);
    corsOrigins.forEach(EdgeConfig::requireOrigin);
    addressOf(bind);
    parse(proxies);
  }

  /** The scheme, host and port of RFC 6454, and nothing more: a page sends no path. */
  private static void requireOrigin(String origin) {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "--cors-origins: "
              + origin
              + " (expected: an origin such as https://app.example or http://localhost:3000, or"
              + " *)");
    }
  }

  /**
   * The PEM files that HTTPS is served with.
   *
   * @param certificateChain the server's certificate and those that vouch for it
   * @param privateKey the unencrypted PKCS#8 key of the first
   */
  public record Tls(Path certificateChain, Path privateKey) {}

  /** What to serve TLS with. */
  public record TlsIdentity(
      @Option(
              names = "--tls-cert",
              paramLabel = "FILE",
              description = "PEM certificate chain; TLS is served with it in place of plain text.")
          @Nullable Path certificate,
      @Option(
              names = "--tls-key",
              paramLabel = "FILE",
              description = "Its private key: PEM, PKCS#8, unencrypted.")
          @Nullable Path key) {

    public TlsIdentity {
      if ((certificate == null) != (key == null)) {
        throw new IllegalArgumentException("--tls-cert and --tls-key must be given together");
      }
      if (certificate != null && key != null) {
        TlsFiles.identity("--tls-cert", certificate, "--tls-key", key);
      }
    }
  }

  /** What clients may take, and how slow they may be. */
  public record HttpLimits(
      @Option(
              names = "--http-max-connections",
              paramLabel = "N",
              defaultValue = "4096",
              description = "Open at a time; further ones are closed at once (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int maxConnections,
      @Option(
              names = "--http-idle-timeout",
              paramLabel = TIME,
              defaultValue = "75s",
              description =
                  "After it a connection without a request is closed; longer than that of a load"
                      + " balancer in front (${DEFAULT-VALUE}).")
          Duration idleTimeout,
      @Option(
              names = "--http-max-line-bytes",
              paramLabel = BYTES,
              defaultValue = "4096",
              description = "Of an HTTP/1 request line (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int maxInitialLineBytes,
      @Option(
              names = "--http-max-header-bytes",
              paramLabel = BYTES,
              defaultValue = "8192",
              description = "Of a request's headers (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int maxHeaderBytes,
      @Option(
              names = "--http-max-streams",
              paramLabel = "N",
              defaultValue = "64",
              description = "Requests at a time on one HTTP/2 connection (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int http2MaxStreams,
      @Option(
              names = "--http-max-resets",
              paramLabel = "N",
              defaultValue = "100",
              description =
                  "HTTP/2 requests a connection may take back within the window"
                      + " (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int http2MaxResetFrames,
      @Option(
              names = "--http-reset-window",
              paramLabel = TIME,
              defaultValue = "30s",
              description = "That window, in whole seconds (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          Duration http2ResetWindow,
      @Option(
              names = "--http-request-timeout",
              paramLabel = TIME,
              defaultValue = "10s",
              description =
                  "For a request's head to arrive, and again for its body (${DEFAULT-VALUE}).")
          Duration requestTimeout,
      @Option(
              names = "--http-stall-timeout",
              paramLabel = TIME,
              defaultValue = "2m",
              description =
                  "A response of which nothing is read for so long is cut (${DEFAULT-VALUE}).")
          Duration stallTimeout,
      @Option(
              names = "--http-min-rate",
              paramLabel = BYTES,
              defaultValue = "16384",
              description =
                  "So many a second must be read on average, after a head start of the stall"
                      + " timeout (${DEFAULT-VALUE}).")
          @Bounds(min = 1)
          int minRate,
      @Option(
              names = "--http-max-duration",
              paramLabel = TIME,
              defaultValue = "1h",
              description =
                  "The longest a response may take, whatever its rate (${DEFAULT-VALUE}).")
          Duration maxDuration) {

    /** How slowly a response may be read. */
    public DownloadPace pace() {
      return new DownloadPace(stallTimeout, minRate, maxDuration);
    }
  }

  /** How long stopping takes. */
  public record Shutdown(
      @Option(
              names = "--drain-delay",
              paramLabel = TIME,
              defaultValue = "0s",
              description =
                  "Before anything else, a stopping server says at /readyz and to"
                      + " grpc.health.v1 that it is not ready, and serves for so long, so that load"
                      + " balancers take it out (${DEFAULT-VALUE}).")
          @Bounds(min = 0)
          Duration drainDelay,
      @Option(
              names = "--quiet-period",
              paramLabel = TIME,
              defaultValue = "100ms",
              description =
                  "Without requests for so long, a stopping server is done (${DEFAULT-VALUE}).")
          Duration quietPeriod,
      @Option(
              names = "--grace-period",
              paramLabel = TIME,
              defaultValue = "30s",
              description = "For requests under way to end before they are cut (${DEFAULT-VALUE}).")
          Duration gracePeriod) {

    public Shutdown {
      if (quietPeriod.compareTo(gracePeriod) > 0) {
        throw new IllegalArgumentException(
            "--quiet-period: %d ms (expected: at most --grace-period, %d ms)"
                .formatted(quietPeriod.toMillis(), gracePeriod.toMillis()));
      }
    }
  }

  /** The address to listen on. */
  public InetAddress bindAddress() {
    return addressOf(bind);
  }

  /** The PEM files to serve HTTPS with; null for plain HTTP. */
  public @Nullable Tls tls() {
    Path certificate = identity.certificate();
    Path key = identity.key();
    return certificate == null || key == null ? null : new Tls(certificate, key);
  }

  /** The same, read now and whenever they change; null for plain HTTP. The caller closes it. */
  public @Nullable Certificates certificates() {
    Tls tls = tls();
    return tls == null
        ? null
        : new Certificates(
            new TlsFiles.Named(
                new TlsFiles.File("--tls-cert", tls.certificateChain()),
                new TlsFiles.File("--tls-key", tls.privateKey()),
                null));
  }

  /** Whose {@code X-Forwarded-For} is honoured. */
  public AddressRanges trustedProxies() {
    return parse(proxies);
  }

  /** What calls may hold in memory together. */
  public long memoryBudgetBytes() {
    return memoryBudget == null ? MemoryBudget.defaultBytes() : memoryBudget;
  }

  private static InetAddress addressOf(String bind) {
    InetAddress address = new InetSocketAddress(bind, 0).getAddress();
    if (address == null) {
      throw new IllegalArgumentException(
          "--bind: " + bind + " (expected: an address of this machine)");
    }
    return address;
  }

  private static AddressRanges parse(List<String> proxies) {
    try {
      return AddressRanges.parse(proxies);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--trusted-proxies: " + e.getMessage(), e);
    }
  }
}
