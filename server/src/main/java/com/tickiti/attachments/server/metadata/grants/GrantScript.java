package com.tickiti.attachments.server.metadata.grants;

import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Field;

/**
 * The SQL that creates a role for each job and grants it what the job takes. Running it again
 * changes nothing. It is run by the owner of the relations, who may also create roles.
 *
 * @param schema of the relations
 * @param prefix what the names of the roles begin with
 * @param jobs that there are to be roles for
 */
public record GrantScript(String schema, String prefix, List<Job> jobs) {

  public GrantScript {
    jobs = List.copyOf(jobs);
  }

  /** The statements, ready for {@code psql}. */
  public String sql() {
    return """
        -- Roles with the privileges that each job takes, and no more, for the relations in %1$s.
        -- To be run in that database by the relations' owner, who may also create roles. A role
        -- gets its password by: \\password NAME
        """
            .formatted(quoted(schema))
        + jobs.stream().map(this::sql).collect(Collectors.joining());
  }

  private String sql(Job job) {
    String role = quoted(prefix + job);
    StringBuilder sql = new StringBuilder();
    sql.append(
        """

        -- %2$s
        DO $$ BEGIN
          CREATE ROLE %1$s LOGIN;
        EXCEPTION WHEN duplicate_object THEN NULL;
        END $$;
        DO $$ BEGIN
          EXECUTE format('GRANT CONNECT ON DATABASE %%I TO %%I', current_database(), %4$s);
          EXECUTE format('ALTER ROLE %%I IN DATABASE %%I SET search_path = %%I',
            %4$s, current_database(), %5$s);
        END $$;
        GRANT USAGE ON SCHEMA %3$s TO %1$s;
        """
            .formatted(
                role, job.commands(), quoted(schema), literal(prefix + job), literal(schema)));
    for (Privilege privilege : job.privileges()) {
      String grant = grant(privilege, role);
      sql.append(
          privilege.isOptional()
              ? """
              DO $$ BEGIN
                %s
              EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function THEN NULL;
              END $$;
              """
                  .formatted(grant)
              : grant + "\n");
    }
    return sql.toString();
  }

  private String grant(Privilege privilege, String role) {
    String columns =
        privilege.grantedWhole()
            ? ""
            : privilege.columns().stream()
                .map(Field::getName)
                .collect(Collectors.joining(", ", " (", ")"));
    String kind =
        switch (privilege.kind()) {
          case RELATION -> "";
          case SEQUENCE -> "SEQUENCE ";
          case FUNCTION -> "FUNCTION ";
        };
    return "GRANT %s%s ON %s%s.%s TO %s;"
        .formatted(privilege.verb(), columns, kind, quoted(schema), privilege.object(), role);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
