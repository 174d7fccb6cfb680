package com.tickiti.attachments.edge.route;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.multipart.BodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.endpoint.Answer;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.guard.ResponseWriteTimeout;
import com.tickiti.attachments.edge.http.RateLimitHeaders;
import com.tickiti.attachments.edge.json.AnswerJson;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import com.tickiti.attachments.wire.Limits;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One upload on its way from a multipart body to a call, in constant memory: the body is read only
 * as fast as the service takes it. The call is ended well only once the body has ended well, so
 * that a body that is cut leaves nothing behind.
 *
 * <p>Confined to the request's event loop, which is also the call's executor.
 */
final class UploadStream extends ClientCall.Listener<UploadAttachmentResponse>
    implements Subscriber<BodyPart> {

  private final ServiceRequestContext ctx;
  private final ClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call;
  private final Metadata metadata;
  private final DownloadPace pace;
  private final UploadFields fields;
  private final Function<AttachmentError, HttpResponse> refusal;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();

  private @Nullable Subscription parts;
  private @Nullable Subscription waiting;
  private @Nullable UploadAttachmentResponse uploaded;
  private boolean called;
  private long receivedBytes;

  /**
   * An upload that has not begun.
   *
   * @param refusal answers a body that the edge itself finds invalid
   */
  UploadStream(
      ServiceRequestContext ctx,
      ClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call,
      Metadata metadata,
      DownloadPace pace,
      UploadFields fields,
      Function<AttachmentError, HttpResponse> refusal) {
    this.ctx = ctx;
    this.call = call;
    this.metadata = metadata;
    this.pace = pace;
    this.fields = fields;
    this.refusal = refusal;
  }

  /** Reads {@code multipart}, the body of {@code request}, and returns what it will come to. */
  HttpResponse start(Multipart multipart, HttpRequest request) {
    ResponseWriteTimeout.stop(ctx); // until there is an answer there is the pace
    allowTime();
    multipart.bodyParts().subscribe(this, ctx.eventLoop().withoutContext());
    HttpResponse response = HttpResponse.of(answer);
    var unused =
        response
            .whenComplete()
            .handle(
                (nothing, thrown) -> {
                  end(new CancellationException("the HTTP response has ended"));
                  request.abort();
                  return null;
                });
    return response;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    parts = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(BodyPart part) {
    String name = part.name();
    if (UploadFields.FILE.equals(name)) {
      beginFile(part);
    } else {
      part.content()
          .subscribe(
              new FieldReader(UploadFields.isKnown(name) ? name : null),
              ctx.eventLoop().withoutContext());
    }
  }

  private void beginFile(BodyPart part) {
    if (called) {
      fields.violate(UploadFields.FILE, "must not be given more than once");
      refuse();
      return;
    }
    UploadHeader header = fields.header(part.filename());
    if (header == null) {
      refuse();
      return;
    }
    called = true;
    call.start(this, metadata);
    call.request(2);
    call.sendMessage(UploadAttachmentRequest.newBuilder().setHeader(header).build());
    part.content().subscribe(new FileReader(), ctx.eventLoop().withoutContext());
  }

  @Override
  public void onError(Throwable cause) {
    if (!answer.isDone()) {
      fields.violations().clear();
      fields.violate("body", "must be well-formed multipart/form-data");
      refuse();
    }
  }

  @Override
  public void onComplete() {
    if (answer.isDone()) {
      return;
    }
    if (called) {
      call.halfClose();
      ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, pace.progressTimeout());
    } else {
      fields.violateFileMissing();
      refuse();
    }
  }

  @Override
  public void onHeaders(Metadata headers) {
    copyRateLimit(headers);
  }

  @Override
  public void onReady() {
    Subscription content = waiting;
    if (content != null) {
      waiting = null;
      content.request(1);
    }
  }

  @Override
  public void onMessage(UploadAttachmentResponse message) {
    uploaded = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    copyRateLimit(trailers);
    UploadAttachmentResponse message = uploaded;
    if (status.isOk() && message != null) {
      Answer.Data data = (Answer.Data) Endpoints.UPLOAD.answer();
      respond(Unary.ok(ctx, AnswerJson.of(data.shape(), message.getAttachment())));
    } else {
      AttachmentError error = AttachmentError.fromThrowable(status.asRuntimeException(trailers));
      respond(Unary.error(ctx, JsonRoutes.inJsonNames(Endpoints.UPLOAD).apply(error)));
    }
  }

  private void refuse() {
    Map<String, List<String>> violations = fields.violations();
    respond(refusal.apply(AttachmentError.invalid(violations)));
  }

  private void respond(HttpResponse response) {
    if (answer.complete(response)) {
      ResponseWriteTimeout.start(ctx, pace.progressTimeout().multipliedBy(2));
      end(new CancellationException("answered"));
    } else {
      response.abort();
    }
  }

  /** Stops reading and cancels the call, unless both have ended. */
  private void end(Throwable cause) {
    if (called) {
      call.cancel("the upload has ended", cause);
    }
    if (parts != null) {
      parts.cancel();
    }
  }

  private void copyRateLimit(Metadata from) {
    RateLimitHeaders.copy(from, ctx);
  }

  private void nextPart() {
    if (parts != null && !answer.isDone()) {
      parts.request(1);
    }
  }

  /** The client must send at the pace at which it must read. */
  private void allowTime() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    Duration remaining = pace.remaining(elapsed, receivedBytes);
    if (remaining.isNegative() || remaining.isZero()) {
      ctx.timeoutNow();
    } else {
      ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, remaining);
    }
  }

  /** Reads a field, which is small, or skips one that is not known. */
  private final class FieldReader implements Subscriber<HttpData> {
    private final @Nullable String name;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();

    FieldReader(@Nullable String name) {
      this.name = name;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpData data) {
      receivedBytes += data.length();
      if (receivedBytes > Limits.MAX_REQUEST_BYTES && !called) {
        fields.violate(name == null ? "body" : name, "is too long");
        refuse();
      } else if (name != null) {
        value.writeBytes(data.array());
      }
    }

    @Override
    public void onError(Throwable cause) {
      UploadStream.this.onError(cause);
    }

    @Override
    public void onComplete() {
      if (name != null && !called) {
        fields.put(name, value.toString(StandardCharsets.UTF_8));
      }
      nextPart();
    }
  }

  /** Passes the file on: what has come, once it is a chunk's worth. */
  private final class FileReader implements Subscriber<HttpData> {
    private @Nullable Subscription content;
    private ByteString collected = ByteString.EMPTY;

    @Override
    public void onSubscribe(Subscription subscription) {
      content = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(HttpData data) {
      receivedBytes += data.length();
      allowTime();
      collected = collected.concat(UnsafeByteOperations.unsafeWrap(data.array()));
      if (collected.size() >= Limits.PIECE_BYTES) {
        flush();
      }
      Subscription more = content;
      if (more == null || answer.isDone()) {
        return;
      }
      if (call.isReady()) {
        more.request(1);
      } else {
        waiting = more;
      }
    }

    private void flush() {
      if (!collected.isEmpty() && !answer.isDone()) {
        call.sendMessage(UploadAttachmentRequest.newBuilder().setChunk(collected).build());
        collected = ByteString.EMPTY;
      }
    }

    @Override
    public void onError(Throwable cause) {
      UploadStream.this.onError(cause);
    }

    @Override
    public void onComplete() {
      flush();
      nextPart();
    }
  }
}
