package com.tickiti.attachments.client.examples;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.Download;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.ReviewRequiredException;
import com.tickiti.attachments.client.TicketRef;
import com.tickiti.attachments.client.UploadRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An internal service as it might use the client. */
public final class SdkExample {

  private final AttachmentClient client;
  private final PrintStream out;

  public SdkExample(AttachmentClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /** The example of {@link AttachmentClient}, against a service on this machine. */
  public static void main(String[] args) {
    try (AttachmentClient client =
        AttachmentClient.builder()
            .target("dns:///127.0.0.1:9090")
            .plaintext()
            .token(System.getenv("ATTACHMENTS_TOKEN"))
            .build()) {
      new SdkExample(client, System.out).saveAll(220009, Path.of("."));
    }
  }

  /** Saves all attachments of a ticket under their ids, asking nobody to review anything. */
  public void saveAll(long ticketNumber, Path directory) {
    TicketRef ticket = TicketRef.number(ticketNumber);
    client
        .list(ticket)
        .forEach(
            attachment -> {
              Path file = directory.resolve(Long.toString(attachment.id()));
              try {
                client.downloadTo(DownloadRequest.of(ticket, attachment.id()), file);
                out.println(attachment.name() + " has " + attachment.sizeBytes() + " bytes");
              } catch (ReviewRequiredException e) {
                out.println(attachment.name() + " waits for a review: " + e.description());
              }
            });
  }

  /** Reads a log line by line as it comes, and stops the download at the first that fits. */
  public void findLine(long ticketNumber, long attachmentId, String text) throws IOException {
    try (Download download = client.download(TicketRef.number(ticketNumber), attachmentId);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(download.content(), StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> line.contains(text)).findFirst().ifPresent(out::println);
    }
  }

  /** Attaches a report to a response; the job's id makes it safe to run the job again. */
  public void attachReport(long ticketNumber, long responseId, Path report, String jobId) {
    Attachment attachment =
        client.upload(
            UploadRequest.of(TicketRef.number(ticketNumber), responseId, report)
                .withRequestId("report:" + jobId));
    out.println("attached as " + attachment.id());
  }
}
