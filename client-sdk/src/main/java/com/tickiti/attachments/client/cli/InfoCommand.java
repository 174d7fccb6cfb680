package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.AttachmentDescription;
import com.tickiti.attachments.client.AttachmentDescription.Refusal;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description = "Describes an attachment and says whether a download would be served.")
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
    return refusal.map(InfoCommand::message).map(Text::printable).orElse("served");
  }

  /** The service's own sentence names a field of its JSON, which has no meaning here. */
  private static String message(Refusal refusal) {
    return refusal.reason() == ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED
        ? refusal.message().replaceFirst(";.*", "") + " (get --confirm-review)"
        : refusal.message();
  }
}
