package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.filetype.DetectedType;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.metadata.admin.ApplicableRules;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rule test}: what a download of a file would meet, and why. */
@Command(
    name = "test",
    description = {
      "Says what a download of a file would meet under the rules of now, and which rule decides.",
      "The file is read and not imported."
    })
final class RuleTestCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "The file to look at.")
  private Path file = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name the attachment would have (default: the file's).")
  private @Nullable String name;

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure("FILE: " + file + " (expected: a file that can be read)");
    }
    DetectedType type = new TypeDetector().detect(file);
    String attachmentName = name == null ? String.valueOf(file.getFileName()) : name;
    try (DataStores stores = data.openExisting(Database.Access.READ)) {
      print(
          attachmentName,
          type,
          new Administration(stores.database()).rulesFor(attachmentName, type.extensions()));
    }
    return 0;
  }

  private void print(String attachmentName, DetectedType type, ApplicableRules rules) {
    TextTable table = new TextTable();
    List<FileTypeRule> blocking = rules.blockedByContent();
    FileTypeRule byName = rules.name();
    FileTypeOutcome outcome =
        FileTypeOutcome.decide(
            byName == null ? null : byName.outcome(),
            !blocking.isEmpty(),
            type.reviewReason() != null);
    table.add("name", attachmentName);
    table.add("extension", rules.extension() == null ? "none" : rules.extension());
    table.add("rule", byName == null ? "none, so review" : describe(byName));
    table.add("content", type.mimeType() + extensions(type));
    table.add("content rule", blocking.isEmpty() ? "no extension is blocked" : all(blocking));
    if (type.reviewReason() != null) {
      table.add("content review", type.reviewReason());
    }
    table.add("outcome", outcome.stored() + ", by the " + decider(outcome, byName, blocking));
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
  }

  private static String decider(
      FileTypeOutcome outcome, @Nullable FileTypeRule byName, List<FileTypeRule> blocking) {
    if (byName != null && byName.outcome() == outcome) {
      return "name's extension";
    }
    if (!blocking.isEmpty()) {
      return "content";
    }
    return byName == null ? "name's extension, which has no rule" : "content, which needs a review";
  }

  private static String extensions(DetectedType type) {
    return type.extensions().isEmpty()
        ? ", which has no extension"
        : " (" + String.join(" ", type.extensions()) + ")";
  }

  private static String all(List<FileTypeRule> rules) {
    return String.join("; ", rules.stream().map(RuleTestCommand::describe).toList());
  }

  private static String describe(FileTypeRule rule) {
    String note = rule.note().isEmpty() ? "" : " (" + rule.note() + ")";
    return rule.extension() + " is " + rule.outcome().stored() + note;
  }
}
