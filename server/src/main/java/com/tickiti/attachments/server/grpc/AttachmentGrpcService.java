package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.download.AttachmentFacts;
import com.tickiti.attachments.server.download.Download;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.download.DownloadRequest;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.upload.UploadHandler;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code AttachmentService} of {@code attachment_service.proto}: messages in, messages out. */
public final class AttachmentGrpcService extends AttachmentServiceGrpc.AttachmentServiceImplBase {

  private final DownloadHandler downloads;
  private final UploadHandler uploads;

  private AttachmentGrpcService(DownloadHandler downloads, UploadHandler uploads) {
    this.downloads = downloads;
    this.uploads = uploads;
  }

  /** The service with all it needs around it; its methods block, so give it a pool to run on. */
  public static ServerServiceDefinition definition(
      DownloadHandler downloads, UploadHandler uploads, ServerLimits limits) {
    return ServerInterceptors.intercept(
        new AttachmentGrpcService(downloads, uploads),
        new LimitInterceptor(limits),
        new CallMetadata());
  }

  @Override
  public void getAttachment(
      GetAttachmentRequest request, StreamObserver<GetAttachmentResponse> call) {
    answer(
        call,
        () -> ResponseMessages.description(downloads.describe(RequestMessages.read(request))));
  }

  @Override
  public void listAttachments(
      ListAttachmentsRequest request, StreamObserver<ListAttachmentsResponse> call) {
    answer(call, () -> page(request, RequestMessages.read(request)));
  }

  @Override
  public void downloadAttachment(
      DownloadAttachmentRequest request, StreamObserver<DownloadAttachmentResponse> observer) {
    var call = (ServerCallStreamObserver<DownloadAttachmentResponse>) observer;
    Download download;
    try {
      download =
          downloads.open(
              RequestMessages.read(request),
              CallMetadata.requestId(),
              CallLimits.current()::claimForDownload);
    } catch (IOException | RuntimeException e) {
      call.onError(Failures.toStatus(e));
      return;
    }
    ChunkPump pump = new ChunkPump(download, call);
    call.setOnCancelHandler(pump::cancelled);
    call.setOnCloseHandler(pump::completed);
    call.setOnReadyHandler(pump::pump);
    call.onNext(
        DownloadAttachmentResponse.newBuilder()
            .setHeader(ResponseMessages.header(download.serve(), request.hasRange()))
            .build());
    pump.pump();
  }

  @Override
  public StreamObserver<UploadAttachmentRequest> uploadAttachment(
      StreamObserver<UploadAttachmentResponse> call) {
    return new UploadReceiver(uploads, call);
  }

  private ListAttachmentsResponse page(ListAttachmentsRequest message, DownloadRequest request) {
    int size = message.getPageSize() == 0 ? PageToken.DEFAULT_PAGE_SIZE : message.getPageSize();
    long afterId =
        PageToken.parse(message.getPageToken(), request.ticket())
            .map(PageToken::afterId)
            .orElse(0L);
    // One more than asked for tells whether another page follows.
    List<AttachmentFacts> found = downloads.list(request, afterId, size + 1);
    List<AttachmentFacts> page = found.subList(0, Math.min(size, found.size()));
    ListAttachmentsResponse.Builder response = ListAttachmentsResponse.newBuilder();
    page.forEach(
        facts -> response.addAttachments(ResponseMessages.attachment(facts, facts.blob())));
    if (found.size() > size) {
      long last = page.get(page.size() - 1).id();
      response.setNextPageToken(new PageToken(request.ticket(), last).text());
    }
    return response.build();
  }

  private static <T> void answer(StreamObserver<T> call, Callable<T> work) {
    T answer;
    try {
      answer = work.call();
    } catch (Exception e) {
      call.onError(Failures.toStatus(e));
      return;
    }
    call.onNext(answer);
    call.onCompleted();
  }
}
