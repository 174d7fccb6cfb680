package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.DownloadRequest;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    description = "Downloads an attachment; the file appears once its SHA-256 was found right.")
final class GetCommand extends ServiceCommand {

  @Parameters(index = "1", paramLabel = "ATTACHMENT", description = "The attachment's id.")
  private long attachmentId;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to put it; a file that is there is replaced.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path output;

  @Option(
      names = "--confirm-review",
      description = "I have reviewed that this file is wanted, should its type ask for that.")
  private boolean confirmReview;

  @Override
  void run(AttachmentClient client) {
    DownloadRequest request = DownloadRequest.of(ticket(), attachmentId);
    Attachment attachment;
    try (Progress progress = progress()) {
      attachment =
          client.downloadTo(confirmReview ? request.confirmReview() : request, output, progress);
    }
    answer(
        "%s: %d bytes, %s, sha256 %s"
            .formatted(output, attachment.sizeBytes(), attachment.mimeType(), attachment.sha256()),
        Envelope.data(attachment));
  }
}
