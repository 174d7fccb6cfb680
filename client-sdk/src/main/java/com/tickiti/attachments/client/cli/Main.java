package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.client.RateLimitedException;
import com.tickiti.attachments.client.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads and adds ticket attachments from a shell; what can be done is in the subcommands. */
@Command(
    name = "attachments",
    description = "Reads and adds the attachments of helpdesk tickets.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%n",
    footer = {
      "Environment: ATTACHMENTS_TOKEN is the token, <id>|<secret>; ATTACHMENTS_TARGET stands in for"
          + " --target.",
      "Exit status: 0 done; 1 refused or failed; 2 wrong use; 3 the service cannot be reached or is"
          + " overloaded, try again later; 4 the bytes are not what they should be."
    },
    subcommands = {GetCommand.class, LsCommand.class, InfoCommand.class, PutCommand.class})
public final class Main {

  static final int REFUSED = 1;
  static final int UNAVAILABLE = 3;
  static final int DAMAGED = 4;

  private final Map<String, String> environment;

  private Main(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    // Else JDK 22 to 24 have a console where there is no terminal.
    System.setProperty("jdk.console", "java.base");
    // What goes wrong is told in one line, not by the libraries below.
    Logger.getLogger("").setLevel(Level.OFF);
    System.exit(commandLine(System.getenv()).execute(args));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main(environment))
        .setParameterExceptionHandler(Main::wrongUse)
        .setExecutionExceptionHandler(Main::failed);
  }

  Map<String, String> environment() {
    return environment;
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

  /** What stands beside an option that there is not, such as a token's, may be a secret. */
  private static String withoutValues(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    if (first.startsWith("-")) {
      return "Unknown option: " + first.replaceFirst("=.*", "");
    }
    boolean command = e.getCommandLine().getParent() == null;
    return command ? "Unknown command: " + first : "One argument too many, or without its option";
  }

  private static int failed(Exception e, CommandLine commandLine, ParseResult parsed) {
    commandLine.getErr().println(Text.printable(message(e)));
    ServiceCommand command = commandLine.getCommand();
    if (command.json() && e instanceof AttachmentException refusal) {
      commandLine.getOut().println(Json.text(Envelope.of(refusal)));
    }
    if (e instanceof UnavailableException || e instanceof RateLimitedException) {
      return UNAVAILABLE;
    }
    return e instanceof IntegrityException ? DAMAGED : REFUSED;
  }

  private static String message(Exception e) {
    Throwable told = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    if (told instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + file.getClass().getSimpleName();
    }
    return told instanceof AttachmentException || told instanceof IOException
        ? String.valueOf(told.getMessage())
        : String.valueOf(told);
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"attachments " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
