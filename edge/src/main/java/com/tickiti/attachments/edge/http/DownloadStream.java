package com.tickiti.attachments.edge.http;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.json.DownloadEnvelope;
import com.tickiti.attachments.edge.json.EnvelopeEncoder;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One download on its way from a gRPC call to an HTTP response, in constant memory: a chunk is
 * asked for only when the HTTP side has taken one.
 *
 * <p>Nothing of the response is sent before there is more than the last piece of it, or the call
 * has ended well; so every error up to then is a proper one. From then on a fault can only cut the
 * connection. The last piece goes out only after the call has ended well with exactly the bytes
 * that its header promised.
 *
 * <p>Confined to the request's event loop, which is also the call's executor.
 */
final class DownloadStream extends ClientCall.Listener<DownloadAttachmentResponse> {

  private static final Logger logger = LoggerFactory.getLogger(DownloadStream.class);

  /** One chunk being sent, one under way. */
  private static final int CHUNKS_IN_FLIGHT = 2;

  private final ServiceRequestContext ctx;
  private final ClientCall<DownloadAttachmentRequest, DownloadAttachmentResponse> call;
  private final DownloadPace pace;
  private final UnaryOperator<AttachmentError> answer;
  private final HttpResponseWriter response = HttpResponse.streaming();

  private @Nullable EnvelopeEncoder encoder;
  private long unreceivedBytes;
  private long sentBytes;
  private long startNanos;
  private boolean upstreamCompleted;
  private boolean begun;
  private boolean writing;
  private boolean done;

  /**
   * A download that has not begun.
   *
   * @param answer turns what the service refused into what the caller is told
   */
  DownloadStream(
      ServiceRequestContext ctx,
      ClientCall<DownloadAttachmentRequest, DownloadAttachmentResponse> call,
      DownloadPace pace,
      UnaryOperator<AttachmentError> answer) {
    this.ctx = ctx;
    this.call = call;
    this.pace = pace;
    this.answer = answer;
  }

  /** Sends {@code request} and returns the response it will end in. */
  HttpResponse start(DownloadAttachmentRequest request, Metadata metadata) {
    response
        .whenComplete()
        .exceptionally(
            cause -> {
              done = true;
              call.cancel("the HTTP response has ended", cause);
              return null;
            });
    startNanos = System.nanoTime();
    allowTime();
    call.start(this, metadata);
    call.request(CHUNKS_IN_FLIGHT);
    call.sendMessage(request);
    call.halfClose();
    return response;
  }

  @Override
  public void onMessage(DownloadAttachmentResponse message) {
    if (done) {
      return;
    }
    switch (message.getPayloadCase()) {
      case HEADER -> begin(message.getHeader());
      case CHUNK -> receive(message.getChunk());
      default -> fail(violation("a message with neither header nor chunk"));
    }
  }

  private void begin(DownloadHeader header) {
    if (encoder != null) {
      fail(violation("a second header"));
      return;
    }
    try {
      DownloadEnvelope envelope = new DownloadEnvelope(header);
      encoder = new EnvelopeEncoder(envelope);
      unreceivedBytes = envelope.contentBytes();
    } catch (IllegalArgumentException e) {
      fail(violation(e.getMessage()));
      return;
    }
    call.request(1); // the header was none of the chunks asked for
  }

  private void receive(ByteString chunk) {
    if (encoder == null) {
      fail(violation("a chunk before the header"));
    } else if (chunk.size() > unreceivedBytes) {
      fail(violation("more bytes than promised"));
    } else if (chunk.isEmpty()) {
      call.request(1);
    } else {
      unreceivedBytes -= chunk.size();
      encoder.add(chunk);
      sendNext();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (done) {
      return;
    }
    if (!status.isOk()) {
      fail(status.asRuntimeException(trailers));
    } else if (encoder == null || unreceivedBytes > 0) {
      fail(violation("fewer bytes than promised"));
    } else {
      upstreamCompleted = true;
      sendNext();
    }
  }

  private void sendNext() {
    if (writing || done || encoder == null || !response.isOpen()) {
      return;
    }
    int drained = encoder.gather();
    if (encoder.hasPieceBeforeLast()) {
      send(encoder, false);
    } else if (upstreamCompleted && encoder.isDrained()) {
      send(encoder, true);
    }
    if (drained > 0) {
      call.request(drained);
    }
  }

  /** Keeps the clock ticking until the client has taken the piece, also when it is the last. */
  private void send(EnvelopeEncoder from, boolean last) {
    ByteBuf piece = from.encode(ctx.alloc(), last);
    writing = true;
    int pieceBytes = piece.readableBytes();
    if (!begun) {
      begun = true;
      AnswerTimer.stop(ctx); // from here on there is the pace
      response.write(
          JsonResponse.headers(HttpStatus.OK, RequestId.of(ctx), from.totalBytes()).build());
    }
    response.write(HttpData.wrap(piece));
    response
        .whenConsumed()
        .thenRunAsync(
            () -> {
              writing = false;
              sentBytes += pieceBytes;
              if (last) {
                done = true;
                response.close();
              } else {
                allowTime();
                sendNext();
              }
            },
            ctx.eventLoop().withoutContext())
        .exceptionally(
            cause -> {
              response.close(new CancellationException(cause)); // if the client has not ended it
              return null;
            });
  }

  private void allowTime() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    Duration remaining = pace.remaining(elapsed, sentBytes);
    if (remaining.isNegative() || remaining.isZero()) {
      ctx.timeoutNow();
    } else {
      ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, remaining);
    }
  }

  /** Ends in an error response if nothing has been sent, else cuts the connection. */
  private void fail(Throwable cause) {
    done = true;
    call.cancel("the download has failed", cause);
    AttachmentError error = AttachmentError.fromThrowable(cause);
    if (error.reason() == ErrorReason.ERROR_REASON_INTERNAL) {
      logger.error("{} download failed: {}", RequestId.of(ctx), cause.getMessage());
    }
    if (!response.isOpen()) {
      return; // nobody is there to be told
    }
    if (!begun) {
      AggregatedHttpResponse told = JsonResponse.of(answer.apply(error), RequestId.of(ctx));
      response.write(told.headers());
      response.write(told.content());
      response.close();
    } else {
      logger.warn(
          "{} download cut after {} bytes of body: {}",
          RequestId.of(ctx),
          sentBytes,
          cause.getMessage());
      response.close(new CancellationException("the download failed midway"));
    }
  }

  private static Throwable violation(@Nullable String what) {
    return Status.INTERNAL.withDescription("the service sent " + what).asRuntimeException();
  }
}
