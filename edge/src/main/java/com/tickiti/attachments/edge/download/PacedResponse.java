package com.tickiti.attachments.edge.download;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.guard.ResponseWriteTimeout;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.http.RateLimitHeaders;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP response that is sent piece by piece: the next piece once the client has taken the one
 * before, which it must do at a pace. Until the first piece every error is a proper one; from then
 * on a fault can only cut the connection.
 *
 * <p>Confined to the request's event loop.
 */
public final class PacedResponse {

  private static final Logger logger = LoggerFactory.getLogger(PacedResponse.class);

  private final ServiceRequestContext ctx;
  private final DownloadPace pace;
  private final MemoryBudget budget;
  private final UnaryOperator<AttachmentError> answer;
  private final HttpResponseWriter response = HttpResponse.streaming();
  private final HttpHeadersBuilder rateLimit = HttpHeaders.builder();

  private long sentBytes;
  private long startNanos;
  private boolean begun;
  private boolean writing;
  private boolean done;

  /**
   * A response that has not begun.
   *
   * @param budget of the memory that the response takes until the client has it
   * @param answer turns what the service refused into what the caller is told
   */
  public PacedResponse(
      ServiceRequestContext ctx,
      DownloadPace pace,
      MemoryBudget budget,
      UnaryOperator<AttachmentError> answer) {
    this.ctx = ctx;
    this.pace = pace;
    this.budget = budget;
    this.answer = answer;
  }

  /**
   * Starts the clock.
   *
   * @param whenCut runs when the response ends before its last piece
   */
  HttpResponse start(Consumer<Throwable> whenCut) {
    var unused =
        response
            .whenComplete()
            .exceptionally(
                cause -> {
                  done = true;
                  whenCut.accept(cause);
                  return null;
                });
    startNanos = System.nanoTime();
    allowTime();
    return response;
  }

  ServiceRequestContext ctx() {
    return ctx;
  }

  /** Tells the client how much of its allowance is left, where {@code metadata} says it. */
  void copyRateLimit(Metadata metadata) {
    RateLimitHeaders.copy(metadata, rateLimit);
  }

  /** Whether nothing more will be sent. */
  boolean isDone() {
    return done;
  }

  /** Whether a piece can be sent now. */
  boolean isReady() {
    return !writing && !done && response.isOpen();
  }

  /** Memory that is held at most until the response has ended. */
  Optional<MemoryBudget.Reservation> reserve(long bytes) {
    return untilTheEnd(budget.reserve(bytes));
  }

  /** The same for memory that can be done without. */
  Optional<MemoryBudget.Reservation> reserveSpare(long bytes) {
    return untilTheEnd(budget.reserveSpare(bytes));
  }

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

  /**
   * Sends a piece. Keeps the clock ticking until the client has taken it, also when it is the last.
   *
   * @param head the response's headers, asked for with the first piece
   * @param piece released by this
   * @param last ends the response
   * @param taken runs once the client has it, with the time it took; not after the last
   */
  void send(
      Supplier<ResponseHeadersBuilder> head,
      ByteBuf piece,
      boolean last,
      Consumer<Duration> taken) {
    writing = true;
    long offeredNanos = System.nanoTime();
    int pieceBytes = piece.readableBytes();
    if (!begun) {
      begun = true;
      ResponseWriteTimeout.stop(ctx); // from here on there is the pace
      offer(head.get().add(rateLimit.build()).build());
    }
    if (pieceBytes > 0) {
      offer(HttpData.wrap(piece));
    } else {
      piece.release();
    }
    var unused =
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
                    taken.accept(Duration.ofNanos(System.nanoTime() - offeredNanos));
                  }
                },
                ctx.eventLoop().withoutContext())
            .exceptionally(
                cause -> {
                  response.close(
                      new CancellationException(cause)); // if the client has not ended it
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
  void fail(Throwable cause) {
    done = true;
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

  /** The fault of a service that does not keep to its interface. */
  static Throwable violation(@Nullable String what) {
    return Status.INTERNAL.withDescription("the service sent " + what).asRuntimeException();
  }
}
