package com.tickiti.attachments.server.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the project's jars, run as its users run it. */
public final class JarProcess implements AutoCloseable {

  public static final Path SERVER = Path.of("target/attachments-server.jar");
  public static final Path EDGE = Path.of("../edge/target/attachments-edge.jar");
  public static final Path CLI = Path.of("../client-sdk/target/attachments-cli.jar");

  private static final Pattern READY =
      Pattern.compile("ready http=(https?://\\S+)(?: grpc=(\\S+))?");

  private static final Pattern START_OR_STOP =
      Pattern.compile("\\S+Z INFO  attachments (started version|stopped uptime_seconds)=.*");

  private final Process process;
  private final Path errors;
  private final List<String> output = new ArrayList<>();

  private JarProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /** Starts {@code java OPTIONS -jar JAR ARGUMENTS}. */
  public static JarProcess start(List<String> jvmOptions, Path jar, List<String> arguments)
      throws IOException {
    return start(Map.of(), jvmOptions, jar, arguments);
  }

  /** Starts {@code java OPTIONS -jar JAR ARGUMENTS} with more in its environment. */
  public static JarProcess start(
      Map<String, String> environment, List<String> jvmOptions, Path jar, List<String> arguments)
      throws IOException {
    UnpackedPostgres.shareWith(arguments);
    List<String> options = new ArrayList<>(jvmOptions);
    if (jar.equals(SERVER)) {
      options.addAll(StartupCache.options());
    }
    return startPlain(environment, options, jar, arguments);
  }

  /** Starts it without what makes the starts of tests faster. */
  static JarProcess startPlain(
      Map<String, String> environment, List<String> jvmOptions, Path jar, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(arguments);
    Path errors = Files.createTempFile("attachments-stderr", null);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new JarProcess(builder.start(), errors);
  }

  /**
   * Runs a command of the server to its end, without what makes the starts of tests faster.
   *
   * @throws IOException where its status is not 0
   */
  static void runPlain(List<String> command) throws IOException, InterruptedException {
    try (JarProcess process = startPlain(Map.of(), List.of(), SERVER, command)) {
      process.readOutput();
      if (process.awaitExit() != 0) {
        throw new IOException(command.get(0) + ": " + process.errorLines());
      }
    }
  }

  /** Reads standard output up to the ready line, and returns its two addresses. */
  public Ready awaitReady() throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.add(line);
      Matcher matcher = READY.matcher(line);
      if (matcher.matches()) {
        return new Ready(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
      }
    }
    throw new IOException("it ended before it was ready: " + output + errorLines());
  }

  /** What it printed up to the ready line. */
  public List<String> output() {
    return output;
  }

  /** Reads all of its standard output, to the end. */
  public String readOutput() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Waits for the end without reading any output; returns the exit status. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after 60 seconds");
    }
    return process.exitValue();
  }

  /** Waits for the end at most this long; whether it has come. */
  public boolean endsWithin(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Sends SIGTERM and waits for the end; returns the exit status. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  public long pid() {
    return process.pid();
  }

  /** The most memory that it has had resident at a time; where Linux tells it. */
  public long peakResidentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  public List<String> errorLines() throws IOException {
    return Files.readAllLines(errors);
  }

  /** What it wrote to standard error beside the lines of its start and stop. */
  public List<String> faultLines() throws IOException {
    return errorLines().stream().filter(line -> !START_OR_STOP.matcher(line).matches()).toList();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Files.deleteIfExists(errors);
  }

  /**
   * Where a process answers.
   *
   * @param http base URI of the JSON API
   * @param grpc host:port of the gRPC API; empty for the edge alone
   */
  public record Ready(String http, String grpc) {}
}
