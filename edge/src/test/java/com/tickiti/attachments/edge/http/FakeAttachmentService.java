package com.tickiti.attachments.edge.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceImplBase;
import com.tickiti.attachments.v1.CreateLinkRequest;
import com.tickiti.attachments.v1.CreateLinkResponse;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.DownloadOutcome;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.ServedRange;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers every download as it was last told to, and keeps what it was asked. */
public final class FakeAttachmentService extends AttachmentServiceImplBase
    implements ServerInterceptor {

  /** How to answer one download. */
  @FunctionalInterface
  interface Answer {
    void to(
        DownloadAttachmentRequest request,
        ServerCallStreamObserver<DownloadAttachmentResponse> out);
  }

  public final BlockingQueue<DownloadAttachmentRequest> requests = new LinkedBlockingQueue<>();
  public final BlockingQueue<Metadata> metadata = new LinkedBlockingQueue<>();
  final AtomicInteger chunksSent = new AtomicInteger();

  private volatile Answer answer = (request, out) -> out.onCompleted();

  void answers(Answer newAnswer) {
    answer = newAnswer;
  }

  /** As the real service would in its first steps: an empty request is no valid one. */
  public void serves(DownloadHeader header, List<byte[]> chunks) {
    answer =
        (request, out) -> {
          if (request.getResponseAttachmentId().isEmpty()) {
            out.onError(
                AttachmentError.invalid(Map.of("from", List.of("the service"))).toException());
            return;
          }
          out.onNext(DownloadAttachmentResponse.newBuilder().setHeader(header).build());
          chunks.forEach(bytes -> out.onNext(chunk(bytes)));
          out.onCompleted();
        };
  }

  public void refuses(AttachmentError error) {
    answer = (request, out) -> out.onError(error.toException());
  }

  public void refuses(ErrorReason reason) {
    refuses(AttachmentError.of(reason));
  }

  /** Sends chunks as long as the caller asks for more, as the real service would. */
  void servesOnDemand(DownloadHeader header, byte[] chunk, Runnable whenCancelled) {
    answer =
        (request, out) -> {
          out.setOnCancelHandler(whenCancelled);
          out.setOnReadyHandler(
              () -> {
                while (out.isReady()) {
                  out.onNext(chunk(chunk));
                  chunksSent.incrementAndGet();
                }
              });
          out.onNext(DownloadAttachmentResponse.newBuilder().setHeader(header).build());
        };
  }

  /** Serves a file by ranges, as the real service would. */
  public void servesFile(Attachment attachment, byte[] content) {
    answer =
        (request, out) -> {
          long offset = request.getRange().getOffset();
          long length =
              request.hasRange()
                  ? Math.min(request.getRange().getLength(), content.length - offset)
                  : content.length;
          DownloadHeader.Builder header = DownloadHeader.newBuilder().setAttachment(attachment);
          if (request.hasRange()) {
            header.setRange(
                ServedRange.newBuilder()
                    .setOffset(offset)
                    .setLength(length)
                    .setEof(offset + length == content.length));
          }
          out.onNext(DownloadAttachmentResponse.newBuilder().setHeader(header).build());
          for (long at = offset; !request.getHeaderOnly() && at < offset + length; at += 1000) {
            int end = (int) Math.min(at + 1000, offset + length);
            out.onNext(chunk(Arrays.copyOfRange(content, (int) at, end)));
          }
          out.onCompleted();
        };
  }

  /** What uploads were sent: the header, then all bytes. */
  public final BlockingQueue<UploadHeader> uploadHeaders = new LinkedBlockingQueue<>();

  public final BlockingQueue<ByteString> uploads = new LinkedBlockingQueue<>();

  @Override
  public StreamObserver<UploadAttachmentRequest> uploadAttachment(
      StreamObserver<UploadAttachmentResponse> out) {
    return new StreamObserver<>() {
      private UploadHeader header = UploadHeader.getDefaultInstance();
      private ByteString content = ByteString.EMPTY;
      private boolean refused;

      @Override
      public void onNext(UploadAttachmentRequest message) {
        if (message.hasHeader() && message.getHeader().getResponseId().isEmpty()) {
          refused = true;
          out.onError(
              AttachmentError.invalid(Map.of("from", List.of("the service"))).toException());
        } else if (message.hasHeader()) {
          header = message.getHeader();
        } else {
          content = content.concat(message.getChunk());
        }
      }

      @Override
      public void onError(Throwable cancelled) {
        uploads.add(ByteString.copyFromUtf8("cancelled"));
      }

      @Override
      public void onCompleted() {
        if (refused) {
          return;
        }
        uploadHeaders.add(header);
        uploads.add(content);
        out.onNext(
            UploadAttachmentResponse.newBuilder()
                .setAttachment(
                    header(content.size()).getAttachment().toBuilder().setName(header.getName()))
                .build());
        out.onCompleted();
      }
    };
  }

  @Override
  public void createLink(CreateLinkRequest request, StreamObserver<CreateLinkResponse> out) {
    out.onNext(
        CreateLinkResponse.newBuilder()
            .setSignature("a.b-c_d")
            .setTicketNumber("220009")
            .setResponseAttachmentId(request.getResponseAttachmentId())
            .setExpiresAt(Timestamp.newBuilder().setSeconds(1_777_626_842))
            .build());
    out.onCompleted();
  }

  @Override
  public void listAttachments(
      ListAttachmentsRequest request, StreamObserver<ListAttachmentsResponse> out) {
    out.onNext(
        ListAttachmentsResponse.newBuilder()
            .addAttachments(
                header(7).getAttachment().toBuilder()
                    .setDownloadOutcome(DownloadOutcome.DOWNLOAD_OUTCOME_TOO_LARGE))
            .setNextPageToken(request.getPageSize() == 1 ? "next" : "")
            .build());
    out.onCompleted();
  }

  static DownloadAttachmentResponse chunk(byte[] bytes) {
    return DownloadAttachmentResponse.newBuilder().setChunk(ByteString.copyFrom(bytes)).build();
  }

  static DownloadAttachmentResponse headerMessage(long fileSize) {
    return DownloadAttachmentResponse.newBuilder().setHeader(header(fileSize)).build();
  }

  public static DownloadHeader header(long fileSize) {
    return DownloadHeader.newBuilder()
        .setAttachment(
            Attachment.newBuilder()
                .setId("14494")
                .setResponseId("42")
                .setName("UPDD Diag.zip")
                .setMimeType("application/zip")
                .setSha256("cc".repeat(32))
                .setFileSize(fileSize))
        .build();
  }

  @Override
  public void downloadAttachment(
      DownloadAttachmentRequest request, StreamObserver<DownloadAttachmentResponse> observer) {
    requests.add(request);
    answer.to(request, (ServerCallStreamObserver<DownloadAttachmentResponse>) observer);
  }

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    metadata.add(headers);
    return next.startCall(call, headers);
  }
}
