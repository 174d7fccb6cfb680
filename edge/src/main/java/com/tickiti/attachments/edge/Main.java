package com.tickiti.attachments.edge;

import com.google.common.util.concurrent.Uninterruptibles;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.edge.log.Build;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.edge.log.LogSettings;
import com.tickiti.attachments.edge.settings.InvalidSettingException;
import com.tickiti.attachments.edge.settings.SettingSources;
import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.launch.UnsafeWarning;
import com.tickiti.attachments.launch.Utf8Relaunch;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
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
      "Every setting can also be an environment variable: --http-port is ATTACHMENTS_HTTP_PORT.",
      "TIME is a number and ms, s, m, h or d, such as 500ms; BYTES a number alone, or with KiB,"
          + " MiB",
      "or GiB (or K, M, G), such as 64MiB."
    })
public final class Main implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private SettingsGroup<UpstreamConfig> upstream = new SettingsGroup<>(UpstreamConfig.class);

  @Mixin private SettingsGroup<EdgeConfig> settings = new SettingsGroup<>(EdgeConfig.class);

  @Mixin private SettingsGroup<LogSettings> log = new SettingsGroup<>(LogSettings.class);

  /** Runs until a signal; never returns. */
  public static void main(String[] args) {
    OptionalInt status = Utf8Relaunch.run(args, false);
    if (status.isPresent()) {
      System.exit(status.getAsInt());
    }
    // Before anything logs or allocates.
    UnsafeWarning.omit();
    Log.begin();
    setDefaultProperty("io.netty.allocator.type", "pooled");
    JavaLogging.bridge();
    System.exit(commandLine(System.getenv()).execute(args));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    return SettingSources.addTo(new CommandLine(new Main()), environment)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(
            (e, args) -> {
              e.getCommandLine()
                  .getErr()
                  .println(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int failed(Exception e, CommandLine commandLine, ParseResult parsed)
      throws Exception {
    if (e instanceof InvalidSettingException) {
      commandLine.getErr().println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    throw e;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    EdgeConfig config = settings.read();
    UpstreamConfig servers = upstream.read();
    Log.configure(log.read());
    Hangup.runs(() -> {}); // nothing is old yet
    try (Upstream behind = servers.open();
        Certificates certificates = config.certificates();
        EdgeServer edge =
            new EdgeServer(
                config,
                certificates,
                behind.channel(),
                new MemoryBudget(config.memoryBudgetBytes()))) {
      start(edge);
      Hangup.runs(
          () -> {
            behind.reload();
            if (certificates != null) {
              certificates.reload();
            }
          });
      Build.of(Main.class)
          .started()
          .addKeyValue("upstream", String.join(",", servers.addresses()))
          .addKeyValue("http", edge.httpUri())
          .addKeyValue("memory_budget_bytes", config.memoryBudgetBytes())
          .addKeyValue("max_connections", config.limits().maxConnections())
          .log("started");
      spec.commandLine().getOut().println("ready http=" + edge.httpUri());
      spec.commandLine().getOut().flush();
      awaitSignal(edge, config.shutdown().drainDelay());
    }
    return CommandLine.ExitCode.OK;
  }

  private void start(EdgeServer edge) throws IOException {
    try {
      edge.start();
    } catch (BindException e) {
      throw new InvalidSettingException(
          "cannot listen on %s, is it already in use? (--bind, --http-port)"
              .formatted(e.getMessage()));
    }
  }

  /**
   * Waits for SIGTERM or SIGINT, closes the edge, and ends the process with status 0: left alone, a
   * JVM that is sent a signal ends with 128 and its number.
   */
  private static void awaitSignal(EdgeServer edge, Duration drainDelay)
      throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  edge.leave();
                  Uninterruptibles.sleepUninterruptibly(drainDelay);
                  edge.close();
                  Build.stopped().log("stopped");
                  Log.close();
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
