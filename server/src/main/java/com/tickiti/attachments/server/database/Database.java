package com.tickiti.attachments.server.database;

import com.google.common.base.Throwables;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The one place that opens connections to PostgreSQL. Thread-safe; the owner closes it.
 *
 * <p>Reads that a caller waits for fail within two seconds, whether the database is away, slow or
 * out of connections. Work without such a caller goes through {@link #forMaintenance}.
 */
public final class Database implements AutoCloseable {

  /** Checking a connection, at most once, may come on top. */
  private static final int CONNECTION_WAIT_MILLIS = 1_000;

  private static final int CONNECTION_CHECK_MILLIS = 250;
  private static final int STATEMENT_MILLIS = 1_200;

  /**
   * Every read here is of a few rows through an index: planned once a connection, and not by
   * scanning what is small today.
   */
  private static final String POINT_READS =
      " -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1";

  /** What holds for the pool's connections where the URL says nothing else. */
  private static final Map<String, String> POOLED =
      Map.of(
          "connectTimeout", "1",
          // A half-open connection is noticed by the socket, a slow statement by the server itself.
          "socketTimeout", "2",
          "options", "-c statement_timeout=" + STATEMENT_MILLIS + POINT_READS,
          "prepareThreshold", "1",
          "tcpKeepAlive", "true");

  public static final Settings SETTINGS =
      new Settings().withRenderSchema(false).withExecuteLogging(false);

  /** To be made, and to have been made before the ones that were. */
  private static final Set<MigrationState> OPEN =
      EnumSet.of(MigrationState.PENDING, MigrationState.IGNORED);

  private static final Set<MigrationState> FUTURE =
      EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

  private final HikariDataSource pool;
  private final DSLContext forRequests;
  private final DataSource unpooled;

  /** Opens a pool; connects lazily, so a database that is away fails the queries, not this call. */
  public Database(DatabaseConfig config) {
    this(config, Access.WRITE);
  }

  /** Likewise, for what may be less than all. */
  public Database(DatabaseConfig config, Access access) {
    RetryingDataSource pooled = new RetryingDataSource();
    describe(pooled, config);
    setUnlessGiven(pooled, config.url());
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("metadata");
    hikari.setDataSource(pooled);
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    hikari.setValidationTimeout(CONNECTION_CHECK_MILLIS);
    hikari.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(hikari);
    this.forRequests =
        DSL.using(new RequestConnections(pool, pooled::lastFailure), SQLDialect.POSTGRES, SETTINGS);
    this.unpooled = unpooled(config, access);
  }

  /** For queries that a caller waits for. */
  public DSLContext forRequests() {
    return forRequests;
  }

  /** For imports and maintenance: a connection of its own for each use, and no time limit. */
  public DSLContext forMaintenance() {
    return DSL.using(unpooled, SQLDialect.POSTGRES, SETTINGS);
  }

  /**
   * Brings the relations to the newest version.
   *
   * @throws org.flywaydb.core.api.FlywayException where the database is away or a migration fails
   */
  public void migrate() {
    migrate(configuration());
  }

  /**
   * Brings the relations to a version, for rows that are of that version.
   *
   * @throws org.flywaydb.core.api.FlywayException as {@link #migrate}
   */
  public void migrateTo(String version) {
    migrate(configuration().target(version));
  }

  private void migrate(FluentConfiguration configuration) {
    new MigrationOn13(forMaintenance(), configuration()).run(this::isEmpty);
    configuration.load().migrate();
  }

  /** Whether this program brings the migration to a version. */
  public boolean hasMigration(String version) {
    return Stream.of(flyway().info().all())
        .filter(migration -> migration.getState().isResolved())
        .anyMatch(migration -> version.equals(String.valueOf(migration.getVersion())));
  }

  /** Whether there is no relation at all where this program's would be. */
  public boolean isEmpty() {
    return forMaintenance()
        .fetch("SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace LIMIT 1")
        .isEmpty();
  }

  /**
   * How far the relations are; writes nothing.
   *
   * @throws org.flywaydb.core.api.FlywayException where the database is away
   */
  public SchemaVersion schema() {
    MigrationInfo[] all;
    try {
      all = flyway().info().all();
    } catch (FlywayException e) {
      if (isClosed(e)) {
        all = new MigrationInfo[0]; // as good as none
      } else {
        throw e;
      }
    }
    return schema(List.of(all));
  }

  private static SchemaVersion schema(List<MigrationInfo> all) {
    Optional<String> applied = newest(all, MigrationState::isApplied);
    String known = newest(all, MigrationState::isResolved).orElse("?");
    if (all.stream().anyMatch(each -> FUTURE.contains(each.getState()))) {
      return new SchemaVersion(applied, known, SchemaVersion.State.NEWER);
    }
    if (applied.isEmpty()) {
      return new SchemaVersion(applied, known, SchemaVersion.State.UNKNOWN);
    }
    boolean pending = all.stream().anyMatch(each -> OPEN.contains(each.getState()));
    return new SchemaVersion(
        applied, known, pending ? SchemaVersion.State.OLDER : SchemaVersion.State.CURRENT);
  }

  private static Optional<String> newest(
      List<MigrationInfo> all, Predicate<MigrationState> property) {
    return all.stream()
        .filter(each -> property.test(each.getState()) && each.getVersion() != null)
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder())
        .map(MigrationVersion::getVersion);
  }

  /** Insufficient privilege: the history is somebody else's. */
  private static boolean isClosed(FlywayException e) {
    return Throwables.getCausalChain(e).stream()
        .anyMatch(cause -> cause instanceof SQLException sql && "42501".equals(sql.getSQLState()));
  }

  /** One that refuses to migrate what a newer program has migrated, which by default it ignores. */
  private Flyway flyway() {
    return configuration().load();
  }

  private FluentConfiguration configuration() {
    return Flyway.configure()
        .dataSource(unpooled)
        .loggers("slf4j")
        .ignoreMigrationPatterns(new String[0]);
  }

  /** Whether there is a relation of that name. */
  public boolean hasRelation(String name) {
    return forMaintenance().fetchSingle("SELECT to_regclass({0})", DSL.inline(name)).get(0) != null;
  }

  /** How the pool's connections are used now. */
  public PoolUse poolUse() {
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    return new PoolUse(
        now.getActiveConnections(),
        now.getIdleConnections(),
        now.getThreadsAwaitingConnection(),
        pool.getMaximumPoolSize());
  }

  /**
   * What the server says of itself, and the newest migration of its relations, {@code unknown}
   * where none is recorded or this role may not see it.
   */
  public DatabaseFacts facts() {
    DSLContext sql = forMaintenance();
    String version = sql.fetchSingle("SHOW server_version").get(0, String.class);
    return new DatabaseFacts("PostgreSQL " + version, newestMigration(sql));
  }

  private static String newestMigration(DSLContext sql) {
    try {
      return sql.fetchOptional(
              "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL"
                  + " ORDER BY installed_rank DESC LIMIT 1")
          .map(row -> row.get(0, String.class))
          .orElse("unknown");
    } catch (DataAccessException e) {
      return "unknown"; // as where views stand for the relations
    }
  }

  /** Throws {@link org.jooq.exception.DataAccessException} where the database does not answer. */
  public void probe() {
    forRequests.selectOne().execute();
  }

  @Override
  public void close() {
    pool.close();
  }

  private static void setUnlessGiven(RetryingDataSource pooled, String url) {
    String given = "&" + url.substring(url.indexOf('?') + 1);
    try {
      for (Map.Entry<String, String> property : POOLED.entrySet()) {
        if (!given.contains("&" + property.getKey() + "=")) {
          pooled.setProperty(property.getKey(), property.getValue());
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e); // the driver knows them all
    }
  }

  private static DataSource unpooled(DatabaseConfig config, Access access) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    describe(source, config);
    source.setConnectTimeout(5);
    if (access == Access.READ) {
      source.setReadOnly(true);
      source.setReadOnlyMode("always"); // a single statement is a transaction as well
    }
    return source;
  }

  private static void describe(PGSimpleDataSource source, DatabaseConfig config) {
    source.setUrl(config.url());
    source.setUser(config.user());
    source.setPassword(config.password());
    source.setApplicationName("attachments");
  }

  /**
   * How the pool's connections are used.
   *
   * @param active in use
   * @param idle open and not in use
   * @param waiting calls that wait for one
   * @param max the most that may be open
   */
  public record PoolUse(int active, int idle, int waiting, int max) {}

  /**
   * What is known of a database.
   *
   * @param server its kind and version
   * @param schema the version of its newest migration
   */
  public record DatabaseFacts(String server, String schema) {}

  /** What is done with the connections for maintenance. */
  public enum Access {
    /** PostgreSQL itself refuses to write. */
    READ,
    WRITE
  }
}
