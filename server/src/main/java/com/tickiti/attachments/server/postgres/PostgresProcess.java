package com.tickiti.attachments.server.postgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of PostgreSQL on a data directory, as a child process. It listens on loopback only, on no
 * Unix socket, and refuses connections without the password. What it prints goes to {@code
 * postgres.log}.
 */
final class PostgresProcess {

  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 30;
  private static final long POLL_MILLIS = 50;

  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "HOME", "USER", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH");

  /** What PostgreSQL says last where another major version has made its data. */
  private static final Pattern OTHER_MAJOR =
      Pattern.compile(
          "initialized by PostgreSQL version (\\S+), which is not compatible with this version (\\S+)\\.$");

  private final Process process;

  private PostgresProcess(Process process) {
    this.process = process;
  }

  /** Makes a cluster in {@code data}, whose superuser has the password in {@code passwordFile}. */
  static void initialise(PostgresBinaries binaries, Path data, String user, Path passwordFile)
      throws IOException {
    Process initdb =
        run(
            data.resolveSibling("postgres.log"),
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + data,
                "--username=" + user,
                "--encoding=UTF8",
                "--no-locale",
                "--auth-local=reject",
                "--auth-host=scram-sha-256",
                "--pwfile=" + passwordFile));
    if (!await(initdb, START_SECONDS) || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      throw failure("initdb failed", data);
    }
  }

  /** Starts; returns once it accepts connections. */
  static PostgresProcess start(PostgresBinaries binaries, Path data, int port) throws IOException {
    Process process =
        run(
            data.resolveSibling("postgres.log"),
            List.of(
                binaries.program("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "log_timezone=UTC",
                "-c",
                "log_line_prefix=%m [%p] "));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (readyPort(data).isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline || !pause()) {
        process.destroyForcibly();
        throw failure("PostgreSQL does not start", data);
      }
    }
    return new PostgresProcess(process);
  }

  /** The port that a PostgreSQL on {@code data} accepts connections on; empty while it does not. */
  static OptionalInt readyPort(Path data) throws IOException {
    List<String> lines = pidFile(data);
    // Line 4 is the port, line 8 the state (pidfile.h of PostgreSQL).
    return lines.size() >= 8 && lines.get(7).strip().equals("ready")
        ? OptionalInt.of(Integer.parseInt(lines.get(3).strip()))
        : OptionalInt.empty();
  }

  /** Stops a PostgreSQL that a killed server has left running on {@code data}, if there is one. */
  static boolean stopOrphan(PostgresBinaries binaries, Path data) throws IOException {
    List<String> lines = pidFile(data);
    if (lines.isEmpty()) {
      return false;
    }
    ProcessHandle orphan = ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElse(null);
    if (orphan == null || !isRunning(orphan, binaries)) {
      return false;
    }
    interrupt(orphan.pid());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    // Its exit may go unnoticed by a parent that never waits, so ask what the process id runs.
    while (isRunning(orphan, binaries)) {
      if (System.nanoTime() > deadline || !pause()) {
        throw new IOException("PostgreSQL, pid " + orphan.pid() + ", does not stop");
      }
    }
    return true;
  }

  /** Completes when it has ended, however it did. */
  CompletableFuture<?> ended() {
    return process.onExit();
  }

  /** Stops in order, cutting its clients off; returns once it is gone. */
  void stop() throws IOException {
    interrupt(process.pid());
    if (!await(process, STOP_SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** By its real path, which is what the system tells: the data directory may be behind a link. */
  private static boolean isRunning(ProcessHandle handle, PostgresBinaries binaries)
      throws IOException {
    String program = Path.of(binaries.program("postgres")).toRealPath().toString();
    return handle.info().command().filter(program::equals).isPresent();
  }

  /** SIGINT is PostgreSQL's fast shutdown; the SIGTERM that Java sends would wait for clients. */
  private static void interrupt(long pid) throws IOException {
    await(new ProcessBuilder("kill", "-INT", Long.toString(pid)).start(), STOP_SECONDS);
  }

  private static Process run(Path log, List<String> command) throws IOException {
    List<String> whole = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Ctrl-C on the terminal is for the server, which stops PostgreSQL when its time has come.
      whole.add("/usr/bin/setsid");
    }
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a user namespace it is nobody, with the same files.
      whole.addAll(List.of("unshare", "--user"));
    }
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    // The server's environment may hold secrets, of which PostgreSQL needs none.
    builder.environment().keySet().removeIf(name -> !ENVIRONMENT.contains(name));
    return builder
        .directory(log.resolveSibling("").toFile())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  private static IOException failure(String what, Path data) throws IOException {
    List<String> log = Files.readAllLines(data.resolveSibling("postgres.log"));
    String last = log.isEmpty() ? "it says nothing" : log.get(log.size() - 1).strip();
    Matcher other = OTHER_MAJOR.matcher(last);
    if (other.find()) {
      return new IOException(
          "its database was made by PostgreSQL %s, which this program's %s does not read (expected:"
                  .formatted(other.group(1), other.group(2))
              + " backup by the program that made it, and restore by this one into a new --data-dir)");
    }
    return new IOException(what + ": " + last + " (see postgres.log)");
  }

  private static List<String> pidFile(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static boolean await(Process process, int seconds) throws IOException {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for PostgreSQL", e);
    }
  }

  static boolean pause() {
    return pause(POLL_MILLIS);
  }

  static boolean pause(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
