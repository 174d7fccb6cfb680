package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.client.RateLimitedException;
import com.tickiti.attachments.client.ReviewRequiredException;
import com.tickiti.attachments.client.UnavailableException;
import com.tickiti.attachments.launch.Utf8Relaunch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.OptionalInt;
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
          + " overloaded, try again later; 4 the bytes received are not the stored ones."
    },
    subcommands = {GetCommand.class, LsCommand.class, InfoCommand.class, PutCommand.class})
public final class Main {

  static final String REVIEW_REQUIRED =
      "This file type needs a review; when you have reviewed it, add --confirm-review.";

  static final int REFUSED = 1;
  static final int UNAVAILABLE = 3;
  static final int DAMAGED = 4;

  private final Map<String, String> environment;
  private final OutputStream standardOutput;

  private Main(Map<String, String> environment, OutputStream standardOutput) {
    this.environment = environment;
    this.standardOutput = standardOutput;
  }

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    OptionalInt status = Utf8Relaunch.run(args, true);
    if (status.isPresent()) {
      System.exit(status.getAsInt());
    }
    // Else JDK 22 to 24 have a console where there is no terminal.
    System.setProperty("jdk.console", "java.base");
    // A failure is one line on standard error; the libraries below log nothing.
    Logger.getLogger("").setLevel(Level.OFF);
    // Not System.out, which ignores that the reader of a pipe has gone.
    OutputStream standardOutput = new FileOutputStream(FileDescriptor.out);
    System.exit(commandLine(System.getenv(), standardOutput).execute(args));
  }

  static CommandLine commandLine(Map<String, String> environment, OutputStream standardOutput) {
    return new CommandLine(new Main(environment, standardOutput))
        .setParameterExceptionHandler(Main::wrongUse)
        .setExecutionExceptionHandler(Main::failed);
  }

  Map<String, String> environment() {
    return environment;
  }

  OutputStream standardOutput() {
    return standardOutput;
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
    if (e instanceof ReviewRequiredException review) {
      return "%s (attachment_review_required, request %s)"
          .formatted(REVIEW_REQUIRED, review.requestId());
    }
    Throwable failure = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + reason(file);
    }
    return failure instanceof AttachmentException || failure instanceof IOException
        ? String.valueOf(failure.getMessage())
        : String.valueOf(failure);
  }

  /** Java gives no text for the common ones. */
  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileAlreadyExistsException ? "exists" : e.getClass().getSimpleName();
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
