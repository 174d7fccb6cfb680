package com.tickiti.attachments.server.database;

import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;

/**
 * A database of one's own for a test class, on one embedded PostgreSQL for all classes of the run.
 * The process ends with the JVM.
 */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final DatabaseConfig config;
  private final Database database;

  /** A new, migrated database. */
  public TestDatabase() {
    this(Server.POSTGRES);
  }

  /** A new, migrated database on a PostgreSQL that stays the caller's. */
  public TestDatabase(EmbeddedPostgres postgres) {
    this(postgres.config(5));
  }

  /** A new, migrated database on a server that this role may create one on. */
  public TestDatabase(DatabaseConfig server) {
    String name = "test_" + NUMBER.incrementAndGet();
    try (Database maintenance = new Database(server)) {
      maintenance.forMaintenance().execute("CREATE DATABASE " + name);
    }
    config =
        new DatabaseConfig(
            server.url().replaceAll("/postgres$", "/" + name),
            server.user(),
            server.password(),
            server.poolSize());
    database = new Database(config);
    database.migrate();
  }

  /** The directory that the programs of the embedded PostgreSQL are unpacked in. */
  public static Path programs() {
    return Server.DIRECTORY.resolve("postgres-binaries");
  }

  /** How to connect to it. */
  public DatabaseConfig config() {
    return config;
  }

  /** The options of a command that works on it. */
  public List<String> options() {
    return List.of(
        "--db-url=" + config.url(),
        "--db-user=" + config.user(),
        "--db-password=" + config.password(),
        "--db-pool-size=" + config.poolSize());
  }

  /** It, open. */
  public Database database() {
    return database;
  }

  /** For arranging what a test is about. */
  public DSLContext sql() {
    return database.forMaintenance();
  }

  @Override
  public void close() {
    database.close();
  }

  /** Started when first used. */
  private static final class Server {
    static final Path DIRECTORY = directory();
    static final EmbeddedPostgres POSTGRES = start();

    private static Path directory() {
      try {
        return Files.createTempDirectory("attachments-test");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(DIRECTORY).orElseThrow();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, DIRECTORY)));
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedPostgres postgres, Path directory) {
      try (var paths = Files.walk(directory)) {
        postgres.close();
        for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
