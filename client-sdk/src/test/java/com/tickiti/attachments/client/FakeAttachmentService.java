package com.tickiti.attachments.client;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.AttachmentServiceGrpc.AttachmentServiceImplBase;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadDecision;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.ServedRange;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service with one attachment that behaves as the proto says, keeps what it was asked, and fails
 * as it is told to.
 */
public final class FakeAttachmentService extends AttachmentServiceImplBase
    implements ServerInterceptor {

  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** What each call came with, in order. */
  public final List<Metadata> metadata = new CopyOnWriteArrayList<>();

  public final List<DownloadAttachmentRequest> downloads = new CopyOnWriteArrayList<>();
  public final List<ListAttachmentsRequest> lists = new CopyOnWriteArrayList<>();
  public final List<UploadHeader> uploads = new CopyOnWriteArrayList<>();
  public final Map<String, byte[]> stored = new ConcurrentHashMap<>();

  /** The next calls end in these, instead of being answered. */
  public final Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();

  /** The next downloads break off after so many bytes. */
  final Queue<Long> cuts = new ConcurrentLinkedQueue<>();

  final AtomicInteger chunksSent = new AtomicInteger();
  final CountDownLatch cancelled = new CountDownLatch(1);

  volatile byte[] content = {};
  volatile Attachment attachment = Attachment.getDefaultInstance();
  volatile List<Attachment> page = List.of();
  volatile ErrorReason foreseen = ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED;
  volatile int chunkBytes = 16 << 10;

  /** Downloads say what they will send, and then send nothing. */
  volatile boolean silent;

  /** Uploads are taken one message at a time, as a test asks {@link #uploadCalls} for them. */
  volatile boolean takesOnRequest;

  final BlockingQueue<ServerCallStreamObserver<?>> uploadCalls = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> takenBytes = new LinkedBlockingQueue<>();

  /** How many bytes more than the content to send; negative for fewer. */
  volatile int surplusBytes;

  /** How far from what was asked for the range lies that is said to be served. */
  volatile int misplacedBytes;

  public void holds(byte[] newContent) {
    content = newContent;
    attachment =
        Attachment.newBuilder()
            .setId("14494")
            .setResponseId("42")
            .setName("UPDD Diag.zip")
            .setMimeType("application/zip")
            .setSha256(sha256(newContent))
            .setFileSize(newContent.length)
            .setFileTypeOutcomeValue(1)
            .build();
    page = List.of(attachment);
  }

  /** Sends other bytes than the digest was taken of. */
  public void damages(byte[] other) {
    content = other;
  }

  public void renames(String name) {
    page = List.of(attachment.toBuilder().setName(name).build());
  }

  public void names(String name) {
    attachment = attachment.toBuilder().setName(name).build();
  }

  /** Once, and without a time to wait. */
  public void refuses(ErrorReason reason) {
    refusals.add(AttachmentError.of(reason).withRetryAfterSeconds(0).toException());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void getAttachment(
      GetAttachmentRequest request, StreamObserver<GetAttachmentResponse> call) {
    if (refused(call)) {
      return;
    }
    call.onNext(
        GetAttachmentResponse.newBuilder()
            .setAttachment(attachment)
            .addDecisions(
                DownloadDecision.newBuilder().setRefusal(foreseen).setMessage("Review it."))
            .addDecisions(DownloadDecision.newBuilder().setIntent(Intent.INTENT_REVIEW_OK))
            .build());
    call.onCompleted();
  }

  @Override
  public void listAttachments(
      ListAttachmentsRequest request, StreamObserver<ListAttachmentsResponse> call) {
    lists.add(request);
    if (refused(call)) {
      return;
    }
    int size = request.getPageSize() == 0 ? 100 : request.getPageSize();
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int to = Math.min(from + size, page.size());
    call.onNext(
        ListAttachmentsResponse.newBuilder()
            .addAllAttachments(page.subList(from, to))
            .setNextPageToken(to < page.size() ? Integer.toString(to) : "")
            .build());
    call.onCompleted();
  }

  @Override
  public void downloadAttachment(
      DownloadAttachmentRequest request, StreamObserver<DownloadAttachmentResponse> observer) {
    downloads.add(request);
    if (refused(observer)) {
      return;
    }
    var call = (ServerCallStreamObserver<DownloadAttachmentResponse>) observer;
    ByteRange range = request.getRange();
    long left = content.length - range.getOffset();
    long length = range.hasLength() ? Math.min(range.getLength(), left) : left;
    ServedRange served =
        ServedRange.newBuilder()
            .setOffset(range.getOffset() + misplacedBytes)
            .setLength(length)
            .setEof(length == left)
            .build();
    Long cut = cuts.poll();
    Sending sending =
        new Sending(
            call,
            (int) range.getOffset(),
            (int) (range.getOffset() + length) + surplusBytes,
            cut == null ? Long.MAX_VALUE : cut);
    call.setOnCancelHandler(cancelled::countDown);
    call.setOnReadyHandler(sending::pump);
    call.onNext(
        DownloadAttachmentResponse.newBuilder()
            .setHeader(DownloadHeader.newBuilder().setAttachment(attachment).setRange(served))
            .build());
  }

  @Override
  public StreamObserver<UploadAttachmentRequest> uploadAttachment(
      StreamObserver<UploadAttachmentResponse> call) {
    var serverCall = (ServerCallStreamObserver<UploadAttachmentResponse>) call;
    if (takesOnRequest) {
      serverCall.disableAutoRequest();
    }
    uploadCalls.add(serverCall);
    return new Receiving(call);
  }

  private boolean refused(StreamObserver<?> call) {
    Throwable refusal = refusals.poll();
    if (refusal != null) {
      call.onError(refusal);
    }
    return refusal != null;
  }

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    metadata.add(headers);
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            trailers.put(REQUEST_ID, "logged-" + headers.get(REQUEST_ID));
            super.close(status, trailers);
          }
        },
        headers);
  }

  private final class Sending {
    private final ServerCallStreamObserver<DownloadAttachmentResponse> call;
    private final int end;
    private final long cutAfter;
    private int position;
    private int sent;
    private boolean ended;

    Sending(
        ServerCallStreamObserver<DownloadAttachmentResponse> call,
        int position,
        int end,
        long cutAfter) {
      this.call = call;
      this.position = position;
      this.end = end;
      this.cutAfter = cutAfter;
    }

    void pump() {
      while (!ended && !silent && call.isReady()) {
        if (sent >= cutAfter) {
          ended = true;
          call.onError(Status.UNAVAILABLE.withDescription("cut").asRuntimeException());
        } else if (position >= end) {
          ended = true;
          call.onCompleted();
        } else {
          send((int) Math.min(Math.min(chunkBytes, end - position), cutAfter - sent));
        }
      }
    }

    private void send(int length) {
      byte[] chunk = new byte[length];
      int available = Math.min(length, Math.max(0, content.length - position));
      System.arraycopy(content, Math.min(position, content.length), chunk, 0, available);
      call.onNext(
          DownloadAttachmentResponse.newBuilder().setChunk(ByteString.copyFrom(chunk)).build());
      chunksSent.incrementAndGet();
      position += length;
      sent += length;
    }
  }

  private final class Receiving implements StreamObserver<UploadAttachmentRequest> {
    private final StreamObserver<UploadAttachmentResponse> call;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private UploadHeader header = UploadHeader.getDefaultInstance();
    private boolean refused;

    Receiving(StreamObserver<UploadAttachmentResponse> call) {
      this.call = call;
    }

    @Override
    public void onNext(UploadAttachmentRequest message) {
      takenBytes.add(message.getChunk().size());
      if (message.hasHeader()) {
        header = message.getHeader();
        uploads.add(header);
        refused = refused(call);
      } else {
        received.writeBytes(message.getChunk().toByteArray());
      }
    }

    @Override
    public void onError(Throwable thrown) {
      cancelled.countDown();
    }

    @Override
    public void onCompleted() {
      if (refused) {
        return;
      }
      byte[] bytes = received.toByteArray();
      boolean digestRight =
          header.getSha256().isEmpty() || sha256(bytes).equals(header.getSha256());
      if (bytes.length != header.getFileSize() || !digestRight) {
        call.onError(
            AttachmentError.invalid(Map.of("sha256", List.of("does not match"))).toException());
        return;
      }
      stored.put(header.getRequestId(), bytes);
      holds(bytes);
      call.onNext(
          UploadAttachmentResponse.newBuilder()
              .setAttachment(
                  attachment.toBuilder()
                      .setName(header.getName())
                      .setIsInline(header.getIsInline()))
              .build());
      call.onCompleted();
    }
  }
}
