package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(
    name = "ls",
    description = "Lists a ticket's attachments: id, response, bytes, file-type rule, type, name.")
final class LsCommand extends ServiceCommand {

  @Override
  void run(AttachmentClient client) {
    List<Attachment> attachments = client.list(ticket()).toList();
    answer(
        attachments.stream().map(LsCommand::line).collect(Collectors.joining("\n")),
        attachments.stream().map(Envelope::data).toList());
  }

  private static String line(Attachment attachment) {
    return "%8d %8d %12d  %-7s  %-24s  %s"
        .formatted(
            attachment.id(),
            attachment.responseId(),
            attachment.sizeBytes(),
            attachment.fileTypeOutcome().name().toLowerCase(Locale.ROOT),
            attachment.mimeType(),
            Text.printable(attachment.name()));
  }
}
