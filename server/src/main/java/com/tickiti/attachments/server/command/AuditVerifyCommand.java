package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.audit.AuditReport;
import com.tickiti.attachments.server.audit.AuditVerification;
import com.tickiti.attachments.server.data.AuditKeyFile;
import com.tickiti.attachments.server.maintenance.Amount;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit verify}: finds what was done to the log. */
@Command(
    name = "verify",
    description = {
      "Finds each record that was removed, altered, repeated or moved, and names file and line.",
      "Exit status 1 where there is any. Works beside a running server, and on a copy: with",
      "--key, and without the private key. It cannot find that the newest chain was cut at a",
      "checkpoint together with its own file, or is gone as a whole, unless --ends has an end",
      "that was kept elsewhere; nor what somebody does who has the private key; nor what was",
      "done to records of the time before there were chains."
    })
final class AuditVerifyCommand implements Callable<Integer> {

  @Mixin private AuditDirectories directories = new AuditDirectories();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "A public key that is trusted, as audit key prints it; may be repeated (default: that of",
        "audit.key in --data-dir)."
      })
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--ends",
      paramLabel = "FILE",
      description = "What audit ends printed before: the chains must go at least so far.")
  private @Nullable Path ends;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Files of an earlier time may have been removed, in order.")
  private @Nullable String since;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Path> all = directories.read();
    AuditReport report =
        AuditVerification.verify(
            all,
            trusted(),
            ends == null ? List.of() : Files.readAllLines(ends),
            AuditDirectories.time("--since", since));
    print(report, spec.commandLine().getOut());
    return report.faultCount() == 0 ? 0 : 1;
  }

  private List<PublicKey> trusted() throws IOException {
    List<Path> files =
        keys.isEmpty() ? List.of(directories.data().directory().resolve(AuditKeyFile.NAME)) : keys;
    List<PublicKey> trusted = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new CommandFailure("--key: " + file + " (expected: a file with a public key)");
      }
      try {
        trusted.add(AuditKeyFile.readPublic(file));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure("--key: " + file + ": " + e.getMessage());
      }
    }
    return trusted;
  }

  private static void print(AuditReport report, PrintWriter out) {
    report.faults().forEach(out::println);
    report.notes().forEach(note -> out.println("note: " + note));
    long records = 0;
    long unsigned = 0;
    for (AuditReport.Chain chain : report.chains()) {
      records += chain.records();
      unsigned += Math.max(0, chain.records() - chain.signed());
      out.printf(
          "chain %s  begun %s  %s, signed up to %d, %s%n",
          chain.id(),
          chain.started() == null ? "at an unknown time" : chain.started(),
          Amount.count(chain.records(), "record"),
          chain.signed(),
          chain.ended() ? "ended" : "not ended: in use, killed, or cut there");
    }
    if (report.recordsBefore() > 0) {
      out.println(
          Amount.count(report.recordsBefore(), "record")
              + " before the first chain: nothing is known of them");
    }
    out.printf(
        "verified %s in %s: %s, %s after the last checkpoint of a chain%n",
        Amount.count(records, "record"),
        Amount.count(report.chains().size(), "chain"),
        Amount.count(report.faultCount(), "fault"),
        Amount.count(unsigned, "record"));
  }
}
