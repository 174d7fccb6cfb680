package com.tickiti.attachments.server.examples;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An internal service as it might call the API with the generated stubs alone. */
public final class StubExample {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int CHUNK_BYTES = 192 * 1024;

  private final AttachmentServiceBlockingV2Stub stub;
  private final PrintStream out;

  public StubExample(Channel channel, String token, PrintStream out) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    this.stub =
        AttachmentServiceGrpc.newBlockingV2Stub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    this.out = out;
  }

  /** Against a service on this machine; over the network take {@code TlsChannelCredentials}. */
  public static void main(String[] args) throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:9090", InsecureChannelCredentials.create()).build();
    try {
      String token = System.getenv("ATTACHMENTS_TOKEN");
      new StubExample(channel, token, System.out).list("220009");
    } finally {
      channel.shutdownNow();
    }
  }

  /** Lists a ticket's attachments, page by page. */
  public void list(String ticketNumber) throws StatusException {
    ListAttachmentsRequest.Builder request =
        ListAttachmentsRequest.newBuilder().setTicketNumber(ticketNumber);
    ListAttachmentsResponse page;
    do {
      page = withDeadline().listAttachments(request.build());
      for (Attachment attachment : page.getAttachmentsList()) {
        out.printf(
            "%s %s %s%n",
            attachment.getId(), attachment.getFileTypeOutcome(), attachment.getName());
      }
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
  }

  /**
   * Saves an attachment. The file counts only once this has returned: a stream that ends early ends
   * in an exception.
   */
  public void save(String ticketNumber, String attachmentId, Path file)
      throws StatusException, InterruptedException, IOException {
    BlockingClientCall<?, DownloadAttachmentResponse> call =
        withDeadline()
            .downloadAttachment(
                DownloadAttachmentRequest.newBuilder()
                    .setTicketNumber(ticketNumber)
                    .setResponseAttachmentId(attachmentId)
                    .build());
    try (OutputStream target = Files.newOutputStream(file)) {
      Attachment attachment = call.read().getHeader().getAttachment();
      for (var message = call.read(); message != null; message = call.read()) {
        message.getChunk().writeTo(target);
      }
      out.printf("%s has %d bytes%n", attachment.getName(), attachment.getFileSize());
    } finally {
      call.cancel("no longer wanted", null); // does nothing where all has come
    }
  }

  /** Attaches a file to a response; the job's id makes it safe to run the job again. */
  public void attach(String ticketNumber, String responseId, Path file, String jobId)
      throws StatusException, InterruptedException, IOException {
    BlockingClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call =
        withDeadline().uploadAttachment();
    UploadHeader header =
        UploadHeader.newBuilder()
            .setTicketNumber(ticketNumber)
            .setResponseId(responseId)
            .setName(file.getFileName().toString())
            .setFileSize(Files.size(file))
            .setRequestId("report:" + jobId)
            .build();
    // False once the service has answered before all was sent, which is a refusal.
    boolean open = call.write(UploadAttachmentRequest.newBuilder().setHeader(header).build());
    try (InputStream source = Files.newInputStream(file)) {
      ByteString chunk = ByteString.copyFrom(source.readNBytes(CHUNK_BYTES));
      while (open && !chunk.isEmpty()) {
        open = call.write(UploadAttachmentRequest.newBuilder().setChunk(chunk).build());
        chunk = ByteString.copyFrom(source.readNBytes(CHUNK_BYTES));
      }
    }
    call.halfClose();
    out.println("attached as " + call.read().getAttachment().getId());
  }

  private AttachmentServiceBlockingV2Stub withDeadline() {
    return stub.withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
