package com.tickiti.attachments.server.postgres;

import com.tickiti.attachments.server.database.DatabaseConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL, with its data in {@code <data-dir>/postgres}. Whoever holds the lock on
 * {@code <data-dir>/postgres.lock} owns the process: it starts it, starts it again should it die,
 * and stops it on {@link #close}. Anyone else on the same data directory joins it, with the
 * password that only the directory's owner can read. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "postgres";
  private static final String INITIALISED = "postgres.initialised";
  private static final Duration JOIN_WAIT = Duration.ofSeconds(20);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * The directories owned by this very process: POSIX would drop the lock as soon as any other
   * channel on the file is closed, so that it must not be opened a second time.
   */
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final String password;
  private final int port;
  private final @Nullable Ownership ownership;

  private EmbeddedPostgres(String password, int port, @Nullable Ownership ownership) {
    this.password = password;
    this.port = port;
    this.ownership = ownership;
  }

  /** Whether {@code dataDirectory} has a database, running or not; looks only. */
  public static boolean isIn(Path dataDirectory) {
    return Files.exists(dataDirectory.resolve(INITIALISED));
  }

  /**
   * Starts PostgreSQL on {@code dataDirectory} and owns it; empty where another process does.
   *
   * @throws IOException where the directory cannot be written or PostgreSQL does not start
   */
  public static Optional<EmbeddedPostgres> start(Path dataDirectory) throws IOException {
    Path directory = dataDirectory.toRealPath();
    FileChannel lock = tryLock(directory);
    if (lock == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(startOwned(directory, lock));
    } catch (IOException | RuntimeException e) {
      release(directory, lock);
      throw e;
    }
  }

  /** Starts PostgreSQL on {@code dataDirectory}, or joins the one another process has started. */
  public static EmbeddedPostgres startOrJoin(Path dataDirectory) throws IOException {
    Optional<EmbeddedPostgres> owned = start(dataDirectory);
    return owned.isPresent() ? owned.get() : join(dataDirectory.toRealPath());
  }

  /** How to connect with up to {@code poolSize} connections. */
  public DatabaseConfig config(int poolSize) {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    return new DatabaseConfig(url, USER, password, poolSize);
  }

  /** Stops PostgreSQL where this process started it; waits until it is gone. */
  @Override
  public void close() throws IOException {
    if (ownership != null) {
      ownership.end();
    }
  }

  private static EmbeddedPostgres startOwned(Path directory, FileChannel lock) throws IOException {
    Path data = directory.resolve("postgres");
    Path initialised = directory.resolve(INITIALISED);
    PostgresBinaries binaries = PostgresBinaries.unpackedIn(directory.resolve("postgres-binaries"));
    if (PostgresProcess.stopOrphan(binaries, data)) {
      log.warn("stopped a PostgreSQL that a killed server had left running");
    }
    if (!Files.exists(initialised)) {
      // An initdb that was cut short never held any data, and PostgreSQL could not start on it.
      FileTrees.deleteIfExists(data);
      makePassword(directory);
      PostgresProcess.initialise(binaries, data, USER, passwordFile(directory));
      Files.createFile(initialised);
    }
    int port = freePort();
    Ownership ownership = new Ownership(directory, lock, binaries, data, port);
    ownership.startProcess();
    return new EmbeddedPostgres(password(directory), port, ownership);
  }

  private static EmbeddedPostgres join(Path directory) throws IOException {
    long deadline = System.nanoTime() + JOIN_WAIT.toNanos();
    while (true) {
      OptionalInt port = PostgresProcess.readyPort(directory.resolve("postgres"));
      if (port.isPresent()) {
        return new EmbeddedPostgres(password(directory), port.getAsInt(), null);
      }
      if (System.nanoTime() > deadline || !PostgresProcess.pause()) {
        throw new IOException("it is another server's, whose PostgreSQL is not ready");
      }
    }
  }

  private static void makePassword(Path directory) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Path file = passwordFile(directory);
    Files.deleteIfExists(file);
    Files.createFile(file, OWNER_ONLY);
    Files.writeString(file, HexFormat.of().formatHex(random));
  }

  private static String password(Path directory) throws IOException {
    return Files.readString(passwordFile(directory));
  }

  private static Path passwordFile(Path directory) {
    return directory.resolve("postgres.password");
  }

  private static @Nullable FileChannel tryLock(Path directory) throws IOException {
    if (!OWNED.add(directory)) {
      return null;
    }
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel =
          FileChannel.open(
              directory.resolve("postgres.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      locked = channel.tryLock() != null;
      return locked ? channel : null;
    } finally {
      if (!locked) {
        release(directory, channel);
      }
    }
  }

  private static void release(Path directory, @Nullable FileChannel lock) throws IOException {
    OWNED.remove(directory);
    if (lock != null) {
      lock.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The lock, and the process that is kept running as long as it is held. */
  private static final class Ownership {

    private final Path directory;
    private final FileChannel lock;
    private final PostgresBinaries binaries;
    private final Path data;
    private final int port;
    private @Nullable PostgresProcess process;
    private boolean ended;

    Ownership(Path directory, FileChannel lock, PostgresBinaries binaries, Path data, int port) {
      this.directory = directory;
      this.lock = lock;
      this.binaries = binaries;
      this.data = data;
      this.port = port;
    }

    synchronized void startProcess() throws IOException {
      if (!ended) {
        process = PostgresProcess.start(binaries, data, port);
        var unused = process.ended().thenRun(this::startAgain);
      }
    }

    /** On the same port, so that whoever is connected to the old one finds the new one. */
    private void startAgain() {
      long pauseMillis = FIRST_PAUSE_MILLIS;
      for (int attempt = 1; !hasEnded(); attempt++) {
        log.warn("the embedded PostgreSQL has stopped; starting it again (attempt {})", attempt);
        try {
          startProcess();
          return;
        } catch (IOException e) {
          // Orphaned children may take a moment to let go of the shared memory.
          log.warn("{}", e.getMessage());
          if (!PostgresProcess.pause(pauseMillis)) {
            return;
          }
          pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
      }
    }

    private synchronized boolean hasEnded() {
      return ended;
    }

    synchronized void end() throws IOException {
      if (ended) {
        return;
      }
      ended = true;
      try {
        if (process != null) {
          process.stop();
        }
      } finally {
        release(directory, lock);
      }
    }
  }
}
