package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.metadata.grants.GrantScript;
import com.tickiti.attachments.server.metadata.grants.Job;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grants}: prints the SQL of roles that may do one job each. */
@Command(
    name = "grants",
    description = {
      "Prints SQL that creates a role for each JOB and grants it what the job takes, and no more:",
      "serve (downloads, tickets, links), upload (serve and uploads), import, admin (token, rule,",
      "verify, gc). Connects to nothing. Whoever owns the relations runs it once:",
      "  attachments-server grants | psql DATABASE",
      "Such a role changes no relations: serve and import then take --migrate=false. doctor names",
      "what a role lacks."
    })
final class GrantsCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "JOB",
      arity = "0..*",
      description = "serve, upload, import, admin (default: all of them).")
  private List<Job> jobs = List.of();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = "public",
      description = "Schema of the relations or views (default: ${DEFAULT-VALUE}).")
  private String schema = "";

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "attachments_",
      description = "What the roles' names begin with (default: ${DEFAULT-VALUE}).")
  private String prefix = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    requireName("--schema", schema);
    requireName("--prefix", prefix);
    GrantScript script =
        new GrantScript(schema, prefix, jobs.isEmpty() ? List.of(Job.values()) : jobs);
    spec.commandLine().getOut().print(script.sql());
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** What could end a quoted text early, or be cut short by PostgreSQL. */
  private static void requireName(String option, String name) {
    if (!name.matches("[^$\\\\\\p{Cntrl}]{1,50}")) {
      throw new CommandFailure(
          option + ": " + name + " (expected: 1 to 50 characters, neither $ nor \\)");
    }
  }
}
