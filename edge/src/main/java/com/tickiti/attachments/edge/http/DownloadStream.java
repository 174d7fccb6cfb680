package com.tickiti.attachments.edge.http;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.json.DownloadEnvelope;
import com.tickiti.attachments.edge.json.EnvelopeEncoder;
import com.tickiti.attachments.edge.limit.MemoryBudget;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One download on its way from a gRPC call to an HTTP response, in constant memory: a chunk is
 * asked for only when the HTTP side has taken one.
 *
 * <p>The last chunk goes out only after the call has ended well with exactly the bytes that its
 * header promised. Until the first chunk goes every error is a proper one; from then on a fault can
 * only cut the connection.
 *
 * <p>Confined to the request's event loop, which is also the call's executor.
 */
final class DownloadStream extends ClientCall.Listener<DownloadAttachmentResponse> {

  private static final Logger logger = LoggerFactory.getLogger(DownloadStream.class);

  private final ServiceRequestContext ctx;
  private final ClientCall<DownloadAttachmentRequest, DownloadAttachmentResponse> call;
  private final DownloadPace pace;
  private final MemoryBudget budget;
  private final UnaryOperator<AttachmentError> answer;
  private final HttpResponseWriter response = HttpResponse.streaming();

  private final HttpHeadersBuilder rateLimit = HttpHeaders.builder();
  private final Deque<ByteString> unsent = new ArrayDeque<>();
  private final Prefetch demand = new Prefetch(this::reserveForMany);

  private @Nullable EnvelopeEncoder encoder;
  private long bytesForMany;
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
   * @param budget of the memory that the response takes until the client has it
   * @param answer turns what the service refused into what the caller is told
   */
  DownloadStream(
      ServiceRequestContext ctx,
      ClientCall<DownloadAttachmentRequest, DownloadAttachmentResponse> call,
      DownloadPace pace,
      MemoryBudget budget,
      UnaryOperator<AttachmentError> answer) {
    this.ctx = ctx;
    this.call = call;
    this.pace = pace;
    this.budget = budget;
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
    call.request(1 + Prefetch.FEW); // the first message is the header
    call.sendMessage(request);
    call.halfClose();
    return response;
  }

  @Override
  public void onHeaders(Metadata headers) {
    RateLimitHeaders.copy(headers, rateLimit);
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
    DownloadEnvelope envelope;
    try {
      envelope = new DownloadEnvelope(header);
    } catch (IllegalArgumentException e) {
      fail(violation(e.getMessage()));
      return;
    }
    long bytes = EnvelopeEncoder.heldBytes(envelope, Prefetch.FEW);
    bytesForMany = EnvelopeEncoder.heldBytes(envelope, Prefetch.MANY) - bytes;
    if (untilTheEnd(budget.reserve(bytes)).isEmpty()) {
      fail(AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE).toException());
      return;
    }
    encoder = new EnvelopeEncoder(envelope);
    unreceivedBytes = envelope.contentBytes();
  }

  private Optional<MemoryBudget.Reservation> reserveForMany() {
    return untilTheEnd(budget.reserveSpare(bytesForMany));
  }

  /** Held at most until the response has ended: its last byte is out, or it is cut. */
  private Optional<MemoryBudget.Reservation> untilTheEnd(
      Optional<MemoryBudget.Reservation> reservation) {
    reservation.ifPresent(
        held -> {
          var unused =
              response
                  .whenComplete()
                  .handle(
                      (nothing, thrown) -> {
                        held.close();
                        return null;
                      });
        });
    return reservation;
  }

  private void receive(ByteString chunk) {
    if (encoder == null) {
      fail(violation("a chunk before the header"));
      // guard: no more bytes than announced, at the edge
    } else if (chunk.size() > unreceivedBytes) {
      fail(violation("more bytes than promised"));
    } else if (chunk.isEmpty()) {
      call.request(1);
    } else {
      unreceivedBytes -= chunk.size();
      unsent.add(chunk);
      if (unreceivedBytes == 0) {
        call.request(1); // so that whatever else the service sends is seen
      }
      sendNext();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (done) {
      return;
    }
    // guard: a failed call is not ended as a success, at the edge
    if (!status.isOk()) {
      RateLimitHeaders.copy(trailers, rateLimit);
      fail(status.asRuntimeException(trailers));
      // guard: no fewer bytes than announced, at the edge
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
    boolean last = unreceivedBytes == 0 && unsent.size() <= 1;
    if (last ? upstreamCompleted : !unsent.isEmpty()) {
      send(encoder, last);
    }
  }

  /** Keeps the clock ticking until the client has taken the chunk, also when it is the last. */
  private void send(EnvelopeEncoder from, boolean last) {
    ByteString chunk = unsent.isEmpty() ? ByteString.EMPTY : unsent.remove();
    ByteBuf piece = from.encode(ctx.alloc(), chunk, last);
    int more = demand.sent();
    if (more > 0) {
      call.request(more);
    }
    if (!piece.isReadable()) {
      piece.release(); // a byte or two, carried to the next chunk
      sendNext();
      return;
    }
    writing = true;
    long offeredNanos = System.nanoTime();
    int pieceBytes = piece.readableBytes();
    if (!begun) {
      begun = true;
      ResponseWriteTimeout.stop(ctx); // from here on there is the pace
      offer(
          JsonResponse.headers(HttpStatus.OK, RequestId.of(ctx), from.totalBytes())
              .add(rateLimit.build())
              .build());
    }
    offer(HttpData.wrap(piece));
    response
        .whenConsumed()
        .thenRunAsync(
            () -> {
              writing = false;
              sentBytes += pieceBytes;
              demand.taken(Duration.ofNanos(System.nanoTime() - offeredNanos));
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

  /** The client may leave at any moment; the response then takes nothing and lets go of it. */
  private void offer(HttpObject part) {
    var unused = response.tryWrite(part);
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
      offer(told.headers().toBuilder().add(rateLimit.build()).build());
      offer(told.content());
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
