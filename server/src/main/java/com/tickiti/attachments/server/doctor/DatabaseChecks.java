package com.tickiti.attachments.server.doctor;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.SchemaVersion;
import com.tickiti.attachments.server.health.Component;
import com.tickiti.attachments.server.health.ComponentHealth;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.metadata.PostgresUploads;
import com.tickiti.attachments.server.metadata.grants.Job;
import com.tickiti.attachments.server.metadata.grants.RoleInspection;
import com.tickiti.attachments.server.metadata.grants.Shortfall;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.wire.Components;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The database, its schema and what the role may do, with the checks that health makes as well. */
final class DatabaseChecks {

  private static final int OLDEST_VERSION = 130000;
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(5);

  private final ServerConfig config;
  private final DataStores stores;
  private final List<Job> jobs;
  private final RoleInspection inspection;
  private final List<Finding> findings = new ArrayList<>();

  /** Of what {@code stores} has open, which stays the caller's. */
  DatabaseChecks(ServerConfig config, DataStores stores, List<Job> jobs) {
    this.config = config;
    this.stores = stores;
    this.jobs = jobs;
    this.inspection = new RoleInspection(stores.database());
  }

  List<Finding> run() {
    RoleInspection.Facts facts;
    try {
      facts = inspection.facts();
    } catch (RuntimeException e) {
      return List.of(
          Finding.fail(
              Components.DATABASE,
              Component.firstLine(e),
              "check --db-url, --db-user, --db-password, and that PostgreSQL runs"));
    }
    version(facts);
    clock();
    schema(facts);
    grants(facts);
    component(
        new Component(Components.BLOBS, Component.Check.of(() -> stores.compareBlobs(false))));
    return findings;
  }

  private void version(RoleInspection.Facts facts) {
    String what = "PostgreSQL " + facts.version() + ", as " + facts.role();
    if (facts.versionNumber() < OLDEST_VERSION) {
      findings.add(Finding.fail(Components.DATABASE, what, "update it to 13 or newer"));
    } else if (!facts.encoding().equals("UTF8")) {
      findings.add(
          Finding.fail(
              Components.DATABASE,
              what + ", encoding " + facts.encoding(),
              "use a database with encoding UTF8"));
    } else {
      findings.add(Finding.ok(Components.DATABASE, what));
    }
    int pool = config.data().poolSize();
    if (pool > facts.maxConnections() / 2) {
      findings.add(
          Finding.warn(
              "connections",
              "%d of the %d that all clients share".formatted(pool, facts.maxConnections()),
              "lower --db-pool-size, which is for each process, or raise max_connections"));
    }
  }

  private void clock() {
    Duration difference = inspection.clockDifference();
    String what = "the database's is %d ms ahead".formatted(difference.toMillis());
    findings.add(
        difference.abs().compareTo(MAX_CLOCK_DIFFERENCE) <= 0
            ? Finding.ok("clock", what)
            : Finding.warn(
                "clock",
                what,
                "set both by NTP: tokens expire by the database's clock, links by this machine's"));
  }

  private void schema(RoleInspection.Facts facts) {
    if (!facts.closedSchemas().isEmpty()) {
      findings.add(
          Finding.fail(
              "schema",
              "the role lacks USAGE on schema " + String.join(", ", facts.closedSchemas()),
              "run the SQL that grants prints"));
    }
    SchemaVersion schema = stores.database().schema();
    String place = " (looked for in " + String.join(", ", facts.schemas()) + ")";
    switch (schema.state()) {
      case CURRENT -> findings.add(Finding.ok("schema", "version " + schema.known() + place));
      case UNKNOWN ->
          findings.add(
              Finding.ok(
                  "schema", "no version is recorded: relations or views of somebody else" + place));
      case OLDER ->
          findings.add(
              config.data().migrate()
                  ? Finding.warn("schema", schema.toString(), "serve or import will update it")
                  : Finding.fail("schema", schema.toString(), "run import or serve as its owner"));
      case NEWER ->
          findings.add(
              Finding.fail("schema", schema.toString(), "update this program: it is the older"));
    }
  }

  private void grants(RoleInspection.Facts facts) {
    if (!jobs.isEmpty()) {
      jobs.forEach(job -> judge(job, inspection.shortfalls(job)));
      return;
    }
    judge(Job.SERVE, inspection.shortfalls(Job.SERVE));
    ComponentHealth uploads =
        new Component(Components.UPLOADS, new PostgresUploads(stores.database())::requireGrants)
            .health();
    if (uploads.state() == ComponentHealth.State.OFF || facts.readOnly()) {
      findings.add(Finding.ok(Components.UPLOADS, "off: " + uploads.reason()));
    } else {
      List<Shortfall> lacking = new ArrayList<>(inspection.shortfalls(Job.UPLOAD));
      lacking.removeAll(inspection.shortfalls(Job.SERVE));
      judge(Job.UPLOAD, lacking);
    }
  }

  private void judge(Job job, List<Shortfall> shortfalls) {
    String name = "grants: " + job;
    if (shortfalls.stream().allMatch(Shortfall::optional)) {
      findings.add(Finding.ok(name, "the role may do " + job.commands()));
    }
    for (Shortfall shortfall : shortfalls) {
      findings.add(finding(name, shortfall));
    }
  }

  private Finding finding(String name, Shortfall shortfall) {
    boolean fails = !shortfall.optional() || isAuditTable(shortfall);
    if (!fails && shortfall.kind() != Shortfall.Kind.PRIVILEGE) {
      return Finding.ok(name, what(shortfall) + ", so that this is off: " + shortfall.use());
    }
    String what = what(shortfall) + "; without it fails: " + shortfall.use();
    String remedy =
        switch (shortfall.kind()) {
          case PRIVILEGE -> "run the SQL that grants prints";
          case OBJECT -> "create it, or set search_path, or grant USAGE on its schema";
          case COLUMN, TYPE -> "change the relation or view, see .github/views.md";
        };
    return new Finding(fails ? Finding.Level.FAIL : Finding.Level.WARN, name, what, remedy);
  }

  /** The one privilege whose need depends on a setting. */
  private boolean isAuditTable(Shortfall shortfall) {
    return config.audit() == ServerConfig.Audit.TABLE && shortfall.what().contains("audit_log");
  }

  private static String what(Shortfall shortfall) {
    return switch (shortfall.kind()) {
      case PRIVILEGE -> "the role lacks " + shortfall.what();
      case OBJECT -> "no " + shortfall.what() + " is found";
      case COLUMN -> "no column " + shortfall.what();
      case TYPE -> "column " + shortfall.what();
    };
  }

  private void component(Component component) {
    ComponentHealth health = component.health();
    findings.add(
        switch (health.state()) {
          case UP -> Finding.ok(component.name(), "belong to this database");
          case OFF -> Finding.ok(component.name(), "off: " + health.reason());
          case DOWN ->
              Finding.fail(
                  component.name(),
                  health.reason(),
                  "check --blob-store or --data-dir; blobs bind, where both are right");
        });
  }
}
