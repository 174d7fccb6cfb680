package com.tickiti.attachments.edge;

import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.launch.Utf8Relaunch;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
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
    abbreviateSynopsis = true,
    description = "Serves the attachment JSON API in front of attachment servers.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%n",
    footer = {
      "Every option can also be an environment variable: --http-port is ATTACHMENTS_HTTP_PORT.",
      "TIME is a number and ms, s, m or h, such as 500ms."
    })
public final class Main implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private UpstreamOptions upstream = new UpstreamOptions();
  @Mixin private EdgeOptions options = new EdgeOptions();

  @Option(
      names = "--trusted-proxies",
      split = ",",
      paramLabel = "CIDR",
      description = "Proxies in front whose X-Forwarded-For is believed (default: none).")
  private List<String> trustedProxies = List.of();

  @Option(
      names = "--memory-budget-bytes",
      paramLabel = "BYTES",
      description =
          "What downloads may hold in memory before further ones get 503"
              + " (default: a third of the heap, or half of the direct memory where that is less).")
  private long memoryBudgetBytes = MemoryBudget.defaultBytes();

  /** Runs until a signal; never returns. */
  public static void main(String[] args) {
    OptionalInt status = Utf8Relaunch.run(args, false);
    if (status.isPresent()) {
      System.exit(status.getAsInt());
    }
    // Before anything logs or allocates. The log file has a name of its own because this jar is
    // also embedded by a server that has one.
    setDefaultProperty("logback.configurationFile", "logback-edge.xml");
    setDefaultProperty("io.netty.allocator.type", "pooled");
    JavaLogging.bridge();
    System.exit(commandLine(System.getenv()).execute(args));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main())
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .setUsageHelpWidth(100)
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
    EdgeConfig config = checked(this::config);
    try (Upstream behind = checked(upstream::open);
        EdgeServer edge =
            new EdgeServer(config, behind.channel(), new MemoryBudget(memoryBudgetBytes))) {
      start(edge);
      spec.commandLine().getOut().println("ready http=" + edge.httpUri());
      spec.commandLine().getOut().flush();
      awaitSignal(edge);
    }
    return CommandLine.ExitCode.OK;
  }

  private EdgeConfig config() {
    return options.toConfig().withTrustedProxies(proxies());
  }

  private AddressRanges proxies() {
    try {
      return AddressRanges.parse(trustedProxies);
    } catch (IllegalArgumentException e) {
      throw wrong("--trusted-proxies: " + e.getMessage());
    }
  }

  private <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void start(EdgeServer edge) throws IOException {
    try {
      edge.start();
    } catch (BindException e) {
      throw wrong(
          "cannot listen on %s, is it already in use? (--bind, --http-port)"
              .formatted(e.getMessage()));
    }
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
