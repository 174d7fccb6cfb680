package com.tickiti.attachments.edge.http;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceImplBase;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers every download as it was last told to, and keeps what it was asked. */
final class FakeAttachmentService extends AttachmentServiceImplBase implements ServerInterceptor {

  /** How to answer one download. */
  @FunctionalInterface
  interface Answer {
    void to(
        DownloadAttachmentRequest request,
        ServerCallStreamObserver<DownloadAttachmentResponse> out);
  }

  final BlockingQueue<DownloadAttachmentRequest> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<Metadata> metadata = new LinkedBlockingQueue<>();
  final AtomicInteger chunksSent = new AtomicInteger();

  private volatile Answer answer = (request, out) -> out.onCompleted();

  void answers(Answer newAnswer) {
    answer = newAnswer;
  }

  /** As the real service would in its first steps: an empty request is no valid one. */
  void serves(DownloadHeader header, List<byte[]> chunks) {
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

  void refuses(AttachmentError error) {
    answer = (request, out) -> out.onError(error.toException());
  }

  void refuses(ErrorReason reason) {
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

  static DownloadAttachmentResponse chunk(byte[] bytes) {
    return DownloadAttachmentResponse.newBuilder().setChunk(ByteString.copyFrom(bytes)).build();
  }

  static DownloadAttachmentResponse headerMessage(long fileSize) {
    return DownloadAttachmentResponse.newBuilder().setHeader(header(fileSize)).build();
  }

  static DownloadHeader header(long fileSize) {
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
