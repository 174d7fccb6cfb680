package com.tickiti.attachments.edge;

import com.linecorp.armeria.client.Endpoint;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the edge alone: {@code java -jar attachments-edge.jar --upstream HOST:PORT}. Prints one line
 * {@code ready http=...} once the port accepts; SIGTERM and SIGINT let downloads end and exit with
 * status 0. A wrong option ends with one line on standard error and status 2.
 */
@Command(
    name = "attachments-edge",
    description = "Serves the attachment JSON API in front of attachment servers.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
public final class Main implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--upstream",
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:ATTACHMENTS_UPSTREAM}",
      description = "gRPC addresses of the servers behind, taken in turn (ATTACHMENTS_UPSTREAM).")
  private List<String> upstream = List.of();

  @Option(
      names = "--upstream-ca",
      paramLabel = "FILE",
      defaultValue = "${env:ATTACHMENTS_UPSTREAM_CA}",
      description =
          "PEM certificates to trust; the servers are then dialled with TLS"
              + " (ATTACHMENTS_UPSTREAM_CA).")
  private @Nullable File upstreamCa;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${env:ATTACHMENTS_HTTP_PORT:-8080}",
      description = "Port to listen on, 0 for any free one; default 8080 (ATTACHMENTS_HTTP_PORT).")
  private int httpPort;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "${env:ATTACHMENTS_BIND:-127.0.0.1}",
      description = "Address to listen on; default 127.0.0.1 (ATTACHMENTS_BIND).")
  private String bind = "";

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:ATTACHMENTS_TLS_CERT}",
      description = "PEM certificate chain to serve HTTPS with (ATTACHMENTS_TLS_CERT).")
  private @Nullable Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:ATTACHMENTS_TLS_KEY}",
      description = "PEM private key of the certificate (ATTACHMENTS_TLS_KEY).")
  private @Nullable Path tlsKey;

  @Option(
      names = "--trusted-proxies",
      split = ",",
      paramLabel = "CIDR",
      defaultValue = "${env:ATTACHMENTS_TRUSTED_PROXIES}",
      description =
          "Proxies in front whose X-Forwarded-For is believed; default none"
              + " (ATTACHMENTS_TRUSTED_PROXIES).")
  private List<String> trustedProxies = List.of();

  @Option(
      names = "--memory-budget-bytes",
      paramLabel = "BYTES",
      defaultValue = "${env:ATTACHMENTS_MEMORY_BUDGET_BYTES}",
      description =
          "What downloads may hold in memory before further ones get 503; default a third of the"
              + " heap, or half of the direct memory where that is less"
              + " (ATTACHMENTS_MEMORY_BUDGET_BYTES).")
  private long memoryBudgetBytes = MemoryBudget.defaultBytes();

  /** Runs until a signal; never returns. */
  public static void main(String[] args) {
    // Before anything logs or allocates. The log file has a name of its own because this jar is
    // also embedded by a server that has one.
    setDefaultProperty("logback.configurationFile", "logback-edge.xml");
    setDefaultProperty("io.netty.allocator.type", "pooled");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(
            (e, args) -> {
              e.getCommandLine()
                  .getErr()
                  .println(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    EdgeConfig config = config();
    List<Endpoint> servers = upstream.stream().map(this::endpoint).toList();
    try (Upstream behind = new Upstream(servers, readable("--upstream-ca", upstreamCa));
        EdgeServer edge = edgeServer(config, behind)) {
      start(edge);
      spec.commandLine().getOut().println("ready http=" + edge.httpUri());
      spec.commandLine().getOut().flush();
      awaitSignal(edge);
    }
    return CommandLine.ExitCode.OK;
  }

  private EdgeConfig config() {
    if (httpPort < 0 || httpPort > 65535) {
      throw wrong("--http-port: " + httpPort + " (expected: 0 to 65535)");
    }
    if (new InetSocketAddress(bind, httpPort).isUnresolved()) {
      throw wrong("--bind: " + bind + " (expected: an address of this machine)");
    }
    EdgeConfig config =
        EdgeConfig.defaults().withAddress(bind, httpPort).withTrustedProxies(proxies());
    if (tlsCert == null && tlsKey == null) {
      return config;
    }
    if (tlsCert == null || tlsKey == null) {
      throw wrong("--tls-cert and --tls-key must be given together");
    }
    readable("--tls-cert", tlsCert.toFile());
    readable("--tls-key", tlsKey.toFile());
    return config.withTls(new EdgeConfig.Tls(tlsCert, tlsKey));
  }

  private AddressRanges proxies() {
    try {
      return AddressRanges.parse(trustedProxies);
    } catch (IllegalArgumentException e) {
      throw wrong("--trusted-proxies: " + e.getMessage());
    }
  }

  private EdgeServer edgeServer(EdgeConfig config, Upstream behind) {
    try {
      return new EdgeServer(config, behind.channel(), new MemoryBudget(memoryBudgetBytes));
    } catch (IllegalArgumentException e) {
      // All else in the configuration has been checked by now.
      throw wrong("--tls-cert, --tls-key: " + e.getMessage());
    }
  }

  private void start(EdgeServer edge) throws IOException {
    try {
      edge.start();
    } catch (BindException e) {
      throw wrong(
          "cannot listen on %s port %d, is it already in use? (--bind, --http-port)"
              .formatted(bind, httpPort));
    }
  }

  private Endpoint endpoint(String address) {
    try {
      Endpoint endpoint = Endpoint.parse(address.strip());
      if (endpoint.hasPort()) {
        return endpoint;
      }
    } catch (IllegalArgumentException malformed) {
      // told below
    }
    throw wrong("--upstream: " + address + " (expected: HOST:PORT[,HOST:PORT...])");
  }

  private @Nullable File readable(String option, @Nullable File file) {
    if (file != null && !file.canRead()) {
      throw wrong(option + ": cannot read " + file);
    }
    return file;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Waits for SIGTERM or SIGINT, closes the edge, and ends the process with status 0: left alone, a
   * JVM that is sent a signal ends with 128 and its number.
   */
  private static void awaitSignal(EdgeServer edge) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  edge.close();
                  Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
                },
                "shutdown"));
    new CountDownLatch(1).await();
  }

  private static void setDefaultProperty(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"attachments-edge " + (version == null ? "(development)" : version)};
    }
  }
}
