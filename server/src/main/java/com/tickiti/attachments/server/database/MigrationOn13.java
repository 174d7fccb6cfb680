package com.tickiti.attachments.server.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The first migration on PostgreSQL 13, which does not know the SQL-standard body that V1 gives a
 * function. V1 itself cannot change: every database there is has its checksum. On 13 the history
 * begins with a baseline in its place, which no later server or program compares with V1, and V1 is
 * carried out with the function's body as a string. V5 replaces the function everywhere.
 */
final class MigrationOn13 {

  private static final int FIRST_WITH_SQL_BODY = 140_000;
  private static final String V1 = "/db/migration/V1__helpdesk.sql";

  /** Held while V1 is carried out; any number that nobody else has. */
  private static final long LOCK = 0x6174_7461_6368_0001L;

  private final DSLContext sql;
  private final FluentConfiguration configuration;

  /**
   * Does nothing yet.
   *
   * @param sql a connection of its own for each use
   * @param configuration of the migrations
   */
  MigrationOn13(DSLContext sql, FluentConfiguration configuration) {
    this.sql = sql;
    this.configuration = configuration;
  }

  /**
   * Carries out V1 where the server is older than 14 and there is nothing yet, or a start was cut
   * short between the history and V1.
   *
   * @param empty asked on an older server whether there is no relation at all
   */
  void run(BooleanSupplier empty) {
    if (sql.fetchSingle("SHOW server_version_num").get(0, Integer.class) >= FIRST_WITH_SQL_BODY) {
      return;
    }
    if (empty.getAsBoolean()) {
      configuration
          .baselineVersion("1")
          .baselineDescription("helpdesk on PostgreSQL 13")
          .load()
          .baseline();
    }
    sql.transaction(
        transaction -> {
          DSLContext inTransaction = transaction.dsl();
          inTransaction.execute("SELECT pg_advisory_xact_lock({0})", DSL.inline(LOCK));
          if (isBegun(inTransaction)) {
            inTransaction.connection(
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    statement.execute(script());
                  }
                });
          }
        });
  }

  /** Whether the history has the baseline and the relations are not there. */
  private static boolean isBegun(DSLContext sql) {
    return sql.fetchSingle("SELECT to_regclass('flyway_schema_history') IS NOT NULL")
            .get(0, Boolean.class)
        && sql.fetchSingle(
                "SELECT to_regclass('response_attachments') IS NULL AND EXISTS (SELECT FROM"
                    + " flyway_schema_history WHERE version = '1' AND type = 'BASELINE')")
            .get(0, Boolean.class);
  }

  private static String script() {
    try (InputStream resource = MigrationOn13.class.getResourceAsStream(V1)) {
      if (resource == null) {
        throw new IllegalStateException("no " + V1);
      }
      String script = new String(resource.readAllBytes(), UTF_8);
      return replaced(
          replaced(script, "  RETURN nullif(\n", "  AS $body$ SELECT nullif(\n"),
          "    '');\n",
          "    '') $body$;\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String replaced(String script, String part, String other) {
    if (script.indexOf(part) < 0 || script.indexOf(part) != script.lastIndexOf(part)) {
      throw new IllegalStateException(V1 + " does not have once: " + part);
    }
    return script.replace(part, other);
  }
}
