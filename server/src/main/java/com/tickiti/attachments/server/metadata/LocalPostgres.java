package com.tickiti.attachments.server.metadata;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that comes with the server, its data in {@code <data-dir>/postgres}. Whoever holds
 * the lock on {@code <data-dir>/postgres.lock} owns the process: it starts it, starts it again
 * should it die, and stops it on {@link #close}. Anyone else on the same data directory joins it.
 * It listens on loopback only and asks for a password that only the data directory's owner can
 * read.
 */
public final class LocalPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);
  private static final String USER = "postgres";
  private static final Duration JOIN_WAIT = Duration.ofSeconds(20);
  private static final long RETRY_MILLIS = 300;

  private final Path directory;
  private final String password;
  private final int port;
  private final @Nullable FileChannel lock;
  private @Nullable EmbeddedPostgres postgres;
  private boolean closed;

  private LocalPostgres(Path directory, @Nullable FileChannel lock) throws IOException {
    this.directory = directory;
    this.lock = lock;
    if (lock == null) {
      this.port = awaitPortOfOwner();
      this.password = Files.readString(passwordFile());
    } else {
      stopOrphan();
      discardHalfInitialised();
      this.password = readOrMakePassword();
      this.port = freePort();
      startUnderSupervision();
    }
  }

  /**
   * Starts PostgreSQL on {@code dataDirectory} and owns it; empty where another process does.
   *
   * @throws IOException where the directory cannot be written or PostgreSQL does not start
   */
  public static Optional<LocalPostgres> start(Path dataDirectory) throws IOException {
    Optional<FileChannel> lock = tryLock(dataDirectory);
    return lock.isPresent()
        ? Optional.of(new LocalPostgres(dataDirectory, lock.get()))
        : Optional.empty();
  }

  /** Starts PostgreSQL on {@code dataDirectory}, or joins the one another process has started. */
  public static LocalPostgres startOrJoin(Path dataDirectory) throws IOException {
    Optional<LocalPostgres> owned = start(dataDirectory);
    return owned.isPresent() ? owned.get() : new LocalPostgres(dataDirectory, null);
  }

  /** How to connect with up to {@code poolSize} connections. */
  public DatabaseConfig config(int poolSize) {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    return new DatabaseConfig(url, USER, password, poolSize);
  }

  /** Stops PostgreSQL where this process started it; waits until it is gone. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (postgres != null) {
        postgres.close();
      }
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  private synchronized void startUnderSupervision() throws IOException {
    if (closed) {
      return;
    }
    postgres = start();
    Files.writeString(initialisedMark(), "");
    var unused =
        postmasterPid()
            .flatMap(ProcessHandle::of)
            .map(process -> process.onExit().thenRun(this::restart));
  }

  private void restart() {
    for (int attempt = 1; !isClosed(); attempt++) {
      log.warn("the embedded PostgreSQL has stopped; starting it again (attempt {})", attempt);
      try {
        startUnderSupervision();
        return;
      } catch (IOException | RuntimeException e) {
        // Its orphaned children may take a moment to let go of the shared memory.
        log.warn("it did not start: {}", e.getMessage());
        if (!pause()) {
          return;
        }
      }
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private EmbeddedPostgres start() throws IOException {
    Redirect logFile = Redirect.appendTo(directory.resolve("postgres.log").toFile());
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("postgres"))
        .setOverrideWorkingDirectory(directory.resolve("postgres-binaries").toFile())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPort(port)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setOutputRedirector(logFile)
        .setErrorRedirector(logFile)
        // These two become initdb's --auth-host and --pwfile.
        .setLocaleConfig("auth-host", "scram-sha-256")
        .setLocaleConfig("pwfile", passwordFile().toString())
        .setConnectConfig("password", password)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        // The library is made for tests and switches durability off.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "100")
        .start();
  }

  /** A PostgreSQL left behind by an owner that was killed holds the data directory: stop it. */
  private void stopOrphan() throws IOException {
    Optional<ProcessHandle> orphan =
        postmasterPid().flatMap(ProcessHandle::of).filter(this::isPostgresHere);
    if (orphan.isPresent()) {
      log.warn("stopping PostgreSQL (pid {}), left running by a killed server", orphan.get().pid());
      orphan.get().destroy();
      try {
        orphan.get().onExit().get(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while PostgreSQL was stopping", e);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("PostgreSQL, pid " + orphan.get().pid() + ", does not stop", e);
      }
    }
  }

  private boolean isPostgresHere(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).startsWith(directory.toAbsolutePath()))
        .orElse(false);
  }

  /** An initdb that was cut short never held any data, and PostgreSQL could not start on it. */
  private void discardHalfInitialised() throws IOException {
    Path data = directory.resolve("postgres");
    if (Files.exists(data) && !Files.exists(initialisedMark())) {
      try (var paths = Files.walk(data)) {
        for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(path);
        }
      }
    }
  }

  private String readOrMakePassword() throws IOException {
    Path file = passwordFile();
    if (Files.exists(initialisedMark())) {
      return Files.readString(file);
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String made = HexFormat.of().formatHex(random);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, made);
    return made;
  }

  private int awaitPortOfOwner() throws IOException {
    long deadline = System.nanoTime() + JOIN_WAIT.toNanos();
    while (true) {
      List<String> lines = postmasterLines();
      // Line 4 is the port, line 8 the state (src/include/utils/pidfile.h of PostgreSQL).
      if (lines.size() >= 8 && lines.get(7).strip().equals("ready")) {
        return Integer.parseInt(lines.get(3).strip());
      }
      if (System.nanoTime() > deadline || !pause()) {
        throw new IOException(
            "another process holds " + directory + " but its PostgreSQL is not ready");
      }
    }
  }

  private Optional<Long> postmasterPid() throws IOException {
    List<String> lines = postmasterLines();
    return lines.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(lines.get(0).strip()));
  }

  private List<String> postmasterLines() throws IOException {
    Path file = directory.resolve("postgres").resolve("postmaster.pid");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private Path passwordFile() {
    return directory.resolve("postgres.password");
  }

  private Path initialisedMark() {
    return directory.resolve("postgres.initialised");
  }

  private static Optional<FileChannel> tryLock(Path dataDirectory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            dataDirectory.resolve("postgres.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      log.debug("this very process holds the lock on {}", dataDirectory);
    }
    channel.close();
    return Optional.empty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
