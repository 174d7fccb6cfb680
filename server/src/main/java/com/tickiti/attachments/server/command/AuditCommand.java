package com.tickiti.attachments.server.command;

import picocli.CommandLine.Command;

/** {@code audit}: the audit log in files. */
@Command(
    name = "audit",
    description = {
      "Reads the audit log in files, as --audit=file keeps it, and changes nothing. Of the table",
      "audit_log the database knows."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditVerifyCommand.class,
      AuditShowCommand.class,
      AuditExportCommand.class,
      AuditEndsCommand.class,
      AuditKeyCommand.class
    })
final class AuditCommand {}
