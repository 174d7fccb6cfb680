package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.UploadRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "put", description = "Attaches a file to a response of a ticket.")
final class PutCommand extends ServiceCommand {

  @Parameters(index = "1", paramLabel = "RESPONSE", description = "The response's id.")
  private long responseId;

  @Parameters(index = "2", paramLabel = "FILE", description = "The file to attach.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path file;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name others see; default FILE's.")
  private @Nullable String name;

  @Option(names = "--inline", description = "Show it within the response's text.")
  private boolean inline;

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "Repeating a put with the same id attaches the file once; default a new id.")
  private @Nullable String requestId;

  @Override
  void run(AttachmentClient client) {
    UploadRequest request = UploadRequest.of(ticket(), responseId, file);
    if (name != null) {
      request = request.named(name);
    }
    if (inline) {
      request = request.asInline();
    }
    if (requestId != null) {
      request = request.withRequestId(requestId);
    }
    Attachment attachment;
    try (Progress progress = progress()) {
      attachment = client.upload(request, progress);
    }
    answer(
        "%s: attachment %d, %d bytes, %s, sha256 %s"
            .formatted(
                Text.printable(attachment.name()),
                attachment.id(),
                attachment.sizeBytes(),
                attachment.mimeType(),
                attachment.sha256()),
        Envelope.data(attachment));
  }
}
