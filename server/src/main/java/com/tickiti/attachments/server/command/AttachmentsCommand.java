package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.settings.InvalidSettingException;
import com.tickiti.attachments.edge.settings.SettingSources;
import com.tickiti.attachments.server.database.DatabaseFaults;
import com.tickiti.attachments.server.health.Reason;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's top; what can be done is in the subcommands. */
@Command(
    name = "attachments-server",
    description = "Serves ticket attachments over gRPC and as base64 in JSON.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = AttachmentsCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%n",
    footer = {
      "Every setting can also be an environment variable: --http-port is ATTACHMENTS_HTTP_PORT.",
      "TIME is a number and ms, s, m, h or d, such as 500ms; BYTES a number alone, or with KiB, MiB",
      "or GiB (or K, M, G), such as 64MiB.",
      "Exit status: 0 done, 1 failed or found something wrong, 2 wrong use."
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ImportCommand.class,
      TokenCommand.class,
      RuleCommand.class,
      VerifyCommand.class,
      GcCommand.class,
      BlobsCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DoctorCommand.class,
      GrantsCommand.class,
      AuditCommand.class,
      ConfigCommand.class,
      StartupCacheCommand.class
    })
public final class AttachmentsCommand {

  private static final Logger log = LoggerFactory.getLogger(AttachmentsCommand.class);

  private AttachmentsCommand() {}

  /**
   * The command line, ready to execute.
   *
   * @param environment where settings that are not given are looked up
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    return SettingSources.addTo(new CommandLine(new AttachmentsCommand()), environment)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(AttachmentsCommand::wrongUse)
        .setExecutionExceptionHandler(AttachmentsCommand::failed);
  }

  private static int wrongUse(ParameterException e, String[] arguments) {
    CommandLine commandLine = e.getCommandLine();
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? withoutValues(unmatched)
            : String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong use");
    commandLine
        .getErr()
        .println(message + " (see " + commandLine.getCommandSpec().qualifiedName() + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  /** What stands beside a misspelt option may be a password, and errors end up in logs. */
  private static String withoutValues(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    if (first.startsWith("-")) {
      return "Unknown option: " + first.replaceFirst("=.*", "");
    }
    boolean command = e.getCommandLine().getParent() == null;
    return command ? "Unknown command: " + first : "One argument too many, or without its option";
  }

  private static int failed(Exception e, CommandLine commandLine, ParseResult parsed) {
    if (e instanceof CommandFailure || e instanceof InvalidSettingException) {
      commandLine.getErr().println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    Optional<String> reason = reason(e);
    if (reason.isPresent()) {
      commandLine.getErr().println(commandLine.getCommandName() + " failed: " + reason.get());
    } else {
      log.error("{} failed", commandLine.getCommandName(), e);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** A full disk, a database that is away, and their like: a stack trace would tell no more. */
  private static Optional<String> reason(Exception e) {
    Throwable fault = e instanceof UncheckedIOException ? e.getCause() : e;
    return fault instanceof IOException file
        ? Optional.of(Reason.of(file))
        : DatabaseFaults.reason(e).map(reason -> "the database: " + reason);
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = AttachmentsCommand.class.getPackage().getImplementationVersion();
      return new String[] {"attachments-server " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
