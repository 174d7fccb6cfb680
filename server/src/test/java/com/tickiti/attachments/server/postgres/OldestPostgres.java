package com.tickiti.attachments.server.postgres;

import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.harness.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** A running PostgreSQL 13, the oldest that the program supports. The holder closes it. */
public final class OldestPostgres implements AutoCloseable {

  private static final Path JAR = Path.of("target/test-servers/postgres-13.jar");
  private static final String USER = "postgres";
  private static final String PASSWORD = "of-the-tests";

  private final PostgresProcess process;
  private final int port;

  private OldestPostgres(PostgresProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it with its data in {@code directory/postgres}. */
  public static OldestPostgres start(Path directory) throws IOException {
    PostgresBinaries binaries = new PostgresBinaries(Unpacked.HOME);
    Path password = Files.writeString(directory.resolve("password"), PASSWORD);
    Path data = directory.resolve("postgres");
    PostgresProcess.initialise(binaries, data, USER, password);
    int port = FreePort.find();
    return new OldestPostgres(PostgresProcess.start(binaries, data, port), port);
  }

  /** How to connect to it. */
  public DatabaseConfig config() {
    return new DatabaseConfig(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, PASSWORD, 5);
  }

  @Override
  public void close() throws IOException {
    process.stop();
  }

  /** Once for all classes of the run. */
  private static final class Unpacked {
    static final Path HOME = unpack();

    private static Path unpack() {
      try (JarFile jar = new JarFile(JAR.toFile());
          InputStream archive = jar.getInputStream(jar.getEntry("postgres-linux-x86_64.txz"))) {
        Path home = Files.createTempDirectory("attachments-postgres-13");
        PostgresBinaries.unpack(archive, home);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
        return home;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path home) {
      try {
        FileTrees.deleteIfExists(home);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
