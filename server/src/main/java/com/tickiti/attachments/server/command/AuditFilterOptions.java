package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.audit.AuditReader;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which records of an audit log are wanted. */
@Command
final class AuditFilterOptions {

  @Mixin private AuditDirectories directories = new AuditDirectories();

  @Option(names = "--user", paramLabel = "ID", description = "Only of the user with this id.")
  private @Nullable Long user;

  @Option(
      names = "--ticket",
      paramLabel = "NUMBER",
      description = "Only of the ticket with this number, which the database is asked for.")
  private @Nullable Long ticket;

  @Option(
      names = "--ticket-id",
      paramLabel = "ID",
      description = "Only of the ticket with this internal id, as the log has it.")
  private @Nullable Long ticketId;

  @Option(
      names = "--attachment",
      paramLabel = "ID",
      description = "Only of the attachment with this id.")
  private @Nullable Long attachment;

  @Option(names = "--since", paramLabel = "TIME", description = "From this time on (RFC 3339).")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Before this time (RFC 3339).")
  private @Nullable String until;

  /** Reads the records; returns how many lines are none. */
  long read(AuditReader.Reader reader) throws IOException {
    if (ticket != null && ticketId != null) {
      throw new CommandFailure("--ticket and --ticket-id exclude each other");
    }
    return AuditReader.read(
        directories.read(),
        new AuditReader.Filter(
            user,
            ticket == null ? ticketId : idOf(ticket),
            attachment,
            AuditDirectories.time("--since", since),
            AuditDirectories.time("--until", until)),
        reader);
  }

  private Long idOf(long number) throws IOException {
    try (DataStores stores = directories.data().openExisting(Database.Access.READ)) {
      return new Administration(stores.database())
          .ticketId(number)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "--ticket: " + number + " (expected: the number of a recorded ticket)"));
    }
  }
}
