package com.tickiti.attachments.server.doctor;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.health.Component;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.metadata.grants.Job;
import com.tickiti.attachments.server.postgres.EmbeddedPostgres;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All checks, in order: the process, the data directory, certificates, ports, the database and the
 * blob store. A check that cannot be made is a finding as well.
 *
 * @param config of the server that is, or would be, run
 * @param jobs what the database's role is used for; empty to find out whether it takes uploads
 */
public record Doctor(ServerConfig config, List<Job> jobs) {

  public Doctor {
    jobs = List.copyOf(jobs);
  }

  /** What was found, in the order of the checks. */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("configuration", "is valid"));
    findings.addAll(new ProcessChecks(config).run());
    findings.addAll(new DirectoryChecks(config.data().directory()).run());
    findings.addAll(new CertificateChecks(config.listen()).run());
    findings.addAll(new PortChecks(config.listen()).run());
    findings.addAll(database());
    findings.addAll(new StoreChecks(config.data()).run());
    return List.copyOf(findings);
  }

  private List<Finding> database() {
    boolean embedded = config.data().database().isEmpty();
    if (embedded && !EmbeddedPostgres.isIn(config.data().directory())) {
      return List.of(
          Finding.ok("database", "the embedded one is not there yet: serve or import makes it"));
    }
    try (DataStores stores = DataStores.openExisting(config.data(), Database.Access.READ)) {
      return new DatabaseChecks(config, stores, jobs).run();
    } catch (CommandFailure | IOException e) {
      return List.of(Finding.fail("database", Component.firstLine(e), "mend what is named"));
    }
  }
}
