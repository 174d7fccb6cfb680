package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.RetryPolicy;
import com.tickiti.attachments.client.TicketRef;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The options that every command has: how to reach the service, and a ticket. */
abstract class ServiceCommand implements Callable<Integer> {

  private static final String DEFAULT_TARGET = "127.0.0.1:9090";
  private static final Pattern WITHOUT_PORT = Pattern.compile("(dns:///)?[^:/\\s]*");
  private static final Pattern LOOPBACK =
      Pattern.compile("(dns:///)?(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Main main;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "Where the service is; default " + DEFAULT_TARGET + " (ATTACHMENTS_TARGET).")
  private @Nullable String target;

  @Option(
      names = "--plaintext",
      negatable = true,
      description =
          "Without TLS; the default for this machine's own addresses, and for no others."
              + " --no-plaintext asks for TLS there too.")
  private @Nullable Boolean plaintext;

  @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates to trust.")
  private @Nullable Path ca;

  @Option(
      names = "--client-cert",
      paramLabel = "FILE",
      description = "PEM chain of this client's certificate, for mTLS.")
  private @Nullable Path clientCertificate;

  @Option(
      names = "--client-key",
      paramLabel = "FILE",
      description = "PEM private key of this client's certificate.")
  private @Nullable Path clientKey;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often to try while the service is unavailable; default 5, about 4 seconds.")
  private int attempts;

  @Option(
      names = "--ticket-id",
      description = "TICKET is the internal id, not the number that people know.")
  private boolean ticketById;

  @Option(
      names = "--json",
      description = "Print the result as JSON on standard output, errors too: {\"ok\":...}.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "TICKET", description = "The ticket's number.")
  private long ticket;

  @Override
  public final Integer call() {
    try (AttachmentClient client = client()) {
      run(client);
    }
    return CommandLine.ExitCode.OK;
  }

  abstract void run(AttachmentClient client);

  final boolean json() {
    return json;
  }

  final TicketRef ticket() {
    return ticketById ? TicketRef.id(ticket) : TicketRef.number(ticket);
  }

  /** Prints the result: a line for people, or the JSON of {@code data}. */
  final void answer(String line, Object data) {
    spec.commandLine().getOut().println(json ? Json.text(Envelope.of(data)) : line);
  }

  /** On a terminal, unless the output is for machines. */
  @SuppressWarnings("SystemConsoleNull") // Main chooses the console that is null
  final Progress progress() {
    return Progress.on(!json && System.console() != null);
  }

  private AttachmentClient client() {
    String address =
        target != null
            ? target
            : main.environment().getOrDefault("ATTACHMENTS_TARGET", DEFAULT_TARGET);
    String token = main.environment().get("ATTACHMENTS_TOKEN");
    if (token == null || token.isBlank()) {
      throw wrong("The environment variable ATTACHMENTS_TOKEN must hold the token");
    }
    if (attempts < 1) {
      throw wrong("--attempts: " + attempts + " (expected: >= 1)");
    }
    if (WITHOUT_PORT.matcher(address).matches()) {
      throw wrong("target: " + address + " (expected: HOST:PORT)");
    }
    try {
      AttachmentClient.Builder builder =
          AttachmentClient.builder()
              .target(address)
              .token(token)
              .retryPolicy(RetryPolicy.standard().withMaxAttempts(attempts));
      if (plaintext != null ? plaintext : isLoopback(address)) {
        builder.plaintext();
      }
      return withCertificates(builder).build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private AttachmentClient.Builder withCertificates(AttachmentClient.Builder builder) {
    if ((clientCertificate == null) != (clientKey == null)) {
      throw wrong("--client-cert and --client-key must be given together");
    }
    if (ca != null) {
      builder.trustCertificates(ca);
    }
    if (clientCertificate != null && clientKey != null) {
      builder.clientCertificate(clientCertificate, clientKey);
    }
    return builder;
  }

  /** A certificate asks for TLS, on this machine too. */
  private boolean isLoopback(String address) {
    return ca == null && clientCertificate == null && LOOPBACK.matcher(address).matches();
  }

  final OutputStream standardOutput() {
    return main.standardOutput();
  }

  final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
