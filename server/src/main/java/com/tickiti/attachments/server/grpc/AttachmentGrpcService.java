package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.archive.Archive;
import com.tickiti.attachments.server.archive.ArchiveHandler;
import com.tickiti.attachments.server.download.Download;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.download.DownloadHandler.Description;
import com.tickiti.attachments.server.download.DownloadOutcomes;
import com.tickiti.attachments.server.download.LinkHandler;
import com.tickiti.attachments.server.upload.UploadHandler;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.CreateLinkRequest;
import com.tickiti.attachments.v1.CreateLinkResponse;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadArchiveResponse;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;

/** {@code AttachmentService} of {@code attachment_service.proto}: messages in, messages out. */
final class AttachmentGrpcService extends AttachmentServiceGrpc.AttachmentServiceImplBase {

  private final DownloadHandler downloads;
  private final DownloadOutcomes outcomes;
  private final LinkHandler links;
  private final ArchiveHandler archives;
  private final UploadHandler uploads;

  AttachmentGrpcService(
      DownloadHandler downloads,
      DownloadOutcomes outcomes,
      LinkHandler links,
      ArchiveHandler archives,
      UploadHandler uploads) {
    this.downloads = downloads;
    this.outcomes = outcomes;
    this.links = links;
    this.archives = archives;
    this.uploads = uploads;
  }

  @Override
  public void getAttachment(
      GetAttachmentRequest message, StreamObserver<GetAttachmentResponse> call) {
    Caller caller = CallInterceptor.caller();
    UnaryAnswer.send(
        call,
        caller,
        () -> {
          Description found = downloads.describe(caller, RequestMessages.read(message));
          return ResponseMessages.description(found, outcomes.of(found.attachment()));
        });
  }

  @Override
  public void listAttachments(
      ListAttachmentsRequest message, StreamObserver<ListAttachmentsResponse> call) {
    Caller caller = CallInterceptor.caller();
    UnaryAnswer.send(call, caller, () -> page(caller, message, RequestMessages.read(message)));
  }

  @Override
  public void downloadAttachment(
      DownloadAttachmentRequest message, StreamObserver<DownloadAttachmentResponse> observer) {
    Caller caller = CallInterceptor.caller();
    var call = (ServerCallStreamObserver<DownloadAttachmentResponse>) observer;
    Download download;
    try {
      download = downloads.open(caller, RequestMessages.read(message));
    } catch (IOException | RuntimeException e) {
      call.onError(Failures.toStatus(e, caller));
      return;
    }
    MessagePump.send(
        DownloadAttachmentResponse.newBuilder()
            .setHeader(ResponseMessages.header(download.serve(), message.hasRange()))
            .build(),
        new DownloadMessages(download, caller.summary()),
        caller,
        call);
  }

  @Override
  public void downloadArchive(
      DownloadArchiveRequest message, StreamObserver<DownloadArchiveResponse> observer) {
    Caller caller = CallInterceptor.caller();
    var call = (ServerCallStreamObserver<DownloadArchiveResponse>) observer;
    Archive archive;
    try {
      archive = archives.open(caller, RequestMessages.read(message));
    } catch (IOException | RuntimeException e) {
      call.onError(Failures.toStatus(e, caller));
      return;
    }
    MessagePump.send(
        ArchiveMessages.header(archive, message.hasRange()),
        new ArchiveMessages(archive, caller.summary()),
        caller,
        call);
  }

  @Override
  public void createLink(CreateLinkRequest message, StreamObserver<CreateLinkResponse> call) {
    Caller caller = CallInterceptor.caller();
    UnaryAnswer.send(
        call,
        caller,
        () -> ResponseMessages.link(links.create(caller, RequestMessages.read(message))));
  }

  @Override
  public StreamObserver<UploadAttachmentRequest> uploadAttachment(
      StreamObserver<UploadAttachmentResponse> call) {
    return new UploadReceiver(uploads, CallInterceptor.caller(), call);
  }

  private ListAttachmentsResponse page(
      Caller caller, ListAttachmentsRequest message, AccessRequest request) throws IOException {
    int size = message.getPageSize() == 0 ? PageToken.DEFAULT_PAGE_SIZE : message.getPageSize();
    long afterId =
        PageToken.parse(message.getPageToken(), request.ticket())
            .map(PageToken::afterId)
            .orElse(0L);
    // One more than asked for tells whether another page follows.
    List<AttachmentFacts> found = downloads.list(caller, request, afterId, size + 1);
    List<AttachmentFacts> page = found.subList(0, Math.min(size, found.size()));
    ListAttachmentsResponse.Builder response = ListAttachmentsResponse.newBuilder();
    for (AttachmentFacts facts : page) {
      response.addAttachments(ResponseMessages.attachment(facts, outcomes.of(facts)));
    }
    if (found.size() > size) {
      long last = page.get(page.size() - 1).id();
      response.setNextPageToken(new PageToken(request.ticket(), last).text());
    }
    return response.build();
  }
}
