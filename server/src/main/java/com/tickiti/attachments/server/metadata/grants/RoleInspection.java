package com.tickiti.attachments.server.metadata.grants;

import com.tickiti.attachments.server.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Reads what a database and its role are like, without writing anything. Thread-safe. */
public final class RoleInspection {

  private static final String FACTS =
      """
      SELECT current_setting('server_version') AS version,
        current_setting('server_version_num')::integer AS number,
        current_setting('server_encoding') AS encoding,
        current_user::text AS role,
        current_schemas(false)::text[] AS schemas,
        current_setting('transaction_read_only')::boolean OR pg_is_in_recovery() AS read_only,
        current_setting('max_connections')::integer AS connections,
        ARRAY(SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relname = 'response_attachments' AND NOT has_schema_privilege(n.oid, 'USAGE'))
          AS closed
      """;

  private final DSLContext dsl;

  /** Of the role that {@code database} is used by, which stays the caller's. */
  public RoleInspection(Database database) {
    this.dsl = database.forMaintenance();
  }

  /** What the database says of itself. */
  public Facts facts() {
    Record row = dsl.fetchSingle(FACTS);
    return new Facts(
        row.get("version", String.class),
        row.get("number", Integer.class),
        row.get("encoding", String.class),
        row.get("role", String.class),
        Arrays.asList(row.get("schemas", String[].class)),
        Arrays.asList(row.get("closed", String[].class)),
        row.get("read_only", Boolean.class),
        row.get("connections", Integer.class));
  }

  /** By how much the database's clock is ahead of this machine's, to half a round trip. */
  public Duration clockDifference() {
    return dsl.connectionResult(
        connection -> {
          Instant before = Instant.now();
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT clock_timestamp()")) {
            Instant after = Instant.now();
            rows.next();
            Instant there = rows.getObject(1, OffsetDateTime.class).toInstant();
            return Duration.between(
                before.plus(Duration.between(before, after).dividedBy(2)), there);
          }
        });
  }

  /** What the role lacks for a job; empty where it lacks nothing. */
  public List<Shortfall> shortfalls(Job job) {
    return new SelectShortfalls(job.privileges()).execute(dsl);
  }

  /**
   * What a database says of itself.
   *
   * @param version in words
   * @param versionNumber such as 170002
   * @param encoding of its texts
   * @param role that asks
   * @param schemas in which relations are found
   * @param closedSchemas with the relations in them that the role may not use
   * @param readOnly whether it takes no writes
   * @param maxConnections of all its clients together
   */
  public record Facts(
      String version,
      int versionNumber,
      String encoding,
      String role,
      List<String> schemas,
      List<String> closedSchemas,
      boolean readOnly,
      int maxConnections) {

    public Facts {
      schemas = List.copyOf(schemas);
      closedSchemas = List.copyOf(closedSchemas);
    }
  }
}
