package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.AttachmentDescription;
import com.tickiti.attachments.client.AttachmentDescription.Refusal;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description = "Describes an attachment and says what a download of it would meet.")
final class InfoCommand extends ServiceCommand {

  @Parameters(index = "1", paramLabel = "ATTACHMENT", description = "The attachment's id.")
  private long attachmentId;

  @Override
  void run(AttachmentClient client) {
    AttachmentDescription description = client.get(ticket(), attachmentId);
    Attachment attachment = description.attachment();
    answer(
        """
        name             %s
        type             %s
        bytes            %d
        sha256           %s
        response         %d
        inline           %s
        download         %s
        review confirmed %s"""
            .formatted(
                Text.printable(attachment.name()),
                attachment.mimeType(),
                attachment.sizeBytes(),
                attachment.sha256(),
                attachment.responseId(),
                attachment.inline() ? "yes" : "no",
                outcome(description.unconfirmed()),
                outcome(description.reviewConfirmed())),
        Envelope.data(description));
  }

  private static String outcome(Optional<Refusal> refusal) {
    return refusal.map(Refusal::message).map(Text::printable).orElse("served");
  }
}
