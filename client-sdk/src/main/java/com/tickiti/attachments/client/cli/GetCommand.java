package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.Download;
import com.tickiti.attachments.client.DownloadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    description = "Downloads an attachment; the file appears once its SHA-256 is verified.")
final class GetCommand extends ServiceCommand {

  @Parameters(index = "1", paramLabel = "ATTACHMENT", description = "The attachment's id.")
  private long attachmentId;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "The file to write, which is replaced if it exists; a directory, to use the attachment's"
              + " name in it; or - for standard output, where a status other than 0 means that the"
              + " bytes must be discarded. Default: the attachment's name, in the working"
              + " directory; a file that exists is not replaced then.")
  private @Nullable Path output;

  @Option(
      names = "--confirm-review",
      description = "Confirms that you have reviewed the file type, where it needs a review.")
  private boolean confirmReview;

  @Override
  void run(AttachmentClient client) {
    DownloadRequest request = DownloadRequest.of(ticket(), attachmentId);
    if (confirmReview) {
      request = request.confirmReview();
    }
    if (output != null && output.toString().equals("-")) {
      toStandardOutput(client, request);
    } else {
      toFile(client, request);
    }
  }

  private void toFile(AttachmentClient client, DownloadRequest request) {
    Path file = Destination.file(output, () -> client.get(ticket(), attachmentId).attachment());
    boolean named = file.equals(output);
    if (!named && Files.exists(file)) {
      throw new UncheckedIOException(
          new FileAlreadyExistsException(
              file.toString(), null, "exists; name it with -o to replace it"));
    }
    Attachment attachment;
    try (Progress progress = progress()) {
      attachment = client.downloadTo(request, file, progress);
    }
    answer(
        "%s: %d bytes, %s, sha256 %s"
            .formatted(file, attachment.sizeBytes(), attachment.mimeType(), attachment.sha256()),
        Envelope.data(attachment));
  }

  private void toStandardOutput(AttachmentClient client, DownloadRequest request) {
    if (json()) {
      throw wrong("--json and -o - both need standard output: use one of them");
    }
    try (Progress progress = progress();
        Download download = client.download(request)) {
      InputStream content = download.content();
      OutputStream out = standardOutput();
      byte[] buffer = new byte[64 << 10];
      long done = 0;
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        out.write(buffer, 0, read);
        done += read;
        progress.progressed(done, download.lengthBytes());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
