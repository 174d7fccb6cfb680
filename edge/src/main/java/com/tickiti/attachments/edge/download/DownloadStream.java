package com.tickiti.attachments.edge.download;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpResponse;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One download on its way from gRPC calls to an HTTP response, in constant memory: a chunk is asked
 * for only when the HTTP side has taken one. Calls follow one another, one for each part.
 *
 * <p>The last chunk of a part goes out only after its call has ended well with exactly the bytes
 * that its header promised. Until the first chunk goes every error is a proper one; from then on a
 * fault can only cut the connection.
 *
 * <p>Confined to the request's event loop, which is also the calls' executor.
 *
 * @param <Q> the request of each call
 * @param <R> the messages of its stream
 * @param <H> the header that it begins with
 */
public final class DownloadStream<Q, R, H> {

  private final PacedResponse response;
  private final ServiceCalls calls;
  private final Supplier<Metadata> metadata;
  private final DownloadSource<Q, R, H> source;
  private final BodyWriter<H> writer;
  private final Deque<Q> requests;
  private @Nullable Part part;
  private boolean memoryReserved;

  /**
   * A download that has not begun.
   *
   * @param metadata of each call
   * @param writer makes the body
   * @param requests at least one; the parts of the body, in order
   */
  public DownloadStream(
      PacedResponse response,
      ServiceCalls calls,
      Supplier<Metadata> metadata,
      DownloadSource<Q, R, H> source,
      BodyWriter<H> writer,
      List<Q> requests) {
    this.response = response;
    this.calls = calls;
    this.metadata = metadata;
    this.source = source;
    this.writer = writer;
    this.requests = new ArrayDeque<>(requests);
  }

  /** Sends the first request and returns the response that the download will end in. */
  public HttpResponse start() {
    HttpResponse http =
        response.start(
            cause -> {
              Part current = part;
              if (current != null) {
                current.call.cancel("the HTTP response has ended", cause);
              }
            });
    startNext();
    return http;
  }

  private void startNext() {
    boolean alone = part == null && requests.size() == 1;
    Part next = new Part(calls.open(response.ctx(), source.rpc()), alone);
    part = next;
    next.start(requests.remove());
  }

  /** One call, and what has come of it. */
  private final class Part extends ClientCall.Listener<R> {

    private final ClientCall<Q, R> call;
    private final Deque<ByteString> unsent = new ArrayDeque<>();
    private final Prefetch demand;

    private boolean announced;
    private long bytesForMany;
    private long unreceivedBytes;
    private boolean upstreamCompleted;
    private boolean ended;

    /**
     * A part.
     *
     * @param alone whether it is the only one; else a fast reader gets no more memory
     */
    Part(ClientCall<Q, R> call, boolean alone) {
      this.call = call;
      demand = new Prefetch(alone ? this::reserveForMany : Optional::empty);
    }

    void start(Q request) {
      call.start(this, metadata.get());
      call.request(1 + Prefetch.FEW); // the first message is the header
      call.sendMessage(request);
      call.halfClose();
    }

    @Override
    public void onHeaders(Metadata headers) {
      response.copyRateLimit(headers);
    }

    @Override
    public void onMessage(R message) {
      if (response.isDone() || ended) {
        return;
      }
      H header = source.header().apply(message);
      ByteString chunk = source.chunk().apply(message);
      if (header != null) {
        begin(header);
      } else if (chunk != null) {
        receive(chunk);
      } else {
        fail(PacedResponse.violation("a message with neither header nor chunk"));
      }
    }

    private void begin(H header) {
      if (announced) {
        fail(PacedResponse.violation("a second header"));
        return;
      }
      long contentBytes;
      try {
        contentBytes = writer.begin(header);
      } catch (IllegalArgumentException e) {
        fail(PacedResponse.violation(e.getMessage()));
        return;
      }
      long bytes = writer.heldBytes(Prefetch.FEW);
      bytesForMany = writer.heldBytes(Prefetch.MANY) - bytes;
      if (!reserved(bytes)) {
        fail(AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE).toException());
        return;
      }
      announced = true;
      unreceivedBytes = contentBytes;
    }

    /** Parts follow one another, so that the first one's memory serves them all. */
    private boolean reserved(long bytes) {
      return memoryReserved || (memoryReserved = response.reserve(bytes).isPresent());
    }

    private Optional<MemoryBudget.Reservation> reserveForMany() {
      return response.reserveSpare(bytesForMany);
    }

    private void receive(ByteString chunk) {
      if (!announced) {
        fail(PacedResponse.violation("a chunk before the header"));
        // guard: no more bytes than announced, at the edge
      } else if (chunk.size() > unreceivedBytes) {
        fail(PacedResponse.violation("more bytes than promised"));
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
      if (response.isDone()) {
        return;
      }
      // guard: a failed call is not ended as a success, at the edge
      if (!status.isOk()) {
        response.copyRateLimit(trailers);
        fail(status.asRuntimeException(trailers));
        // guard: no fewer bytes than announced, at the edge
      } else if (!announced || unreceivedBytes > 0) {
        fail(PacedResponse.violation("fewer bytes than promised"));
      } else {
        upstreamCompleted = true;
        sendNext();
      }
    }

    private void sendNext() {
      if (!response.isReady() || !announced || ended) {
        return;
      }
      boolean last = unreceivedBytes == 0 && unsent.size() <= 1;
      if (last ? upstreamCompleted : !unsent.isEmpty()) {
        send(last);
      }
    }

    private void send(boolean last) {
      ByteString chunk = unsent.isEmpty() ? ByteString.EMPTY : unsent.remove();
      ByteBuf piece = writer.encode(response.ctx().alloc(), chunk, last);
      int more = demand.sent();
      if (more > 0) {
        call.request(more);
      }
      if (!piece.isReadable() && !last) {
        piece.release(); // a byte or two, carried to the next chunk
        sendNext();
        return;
      }
      ended = last;
      response.send(
          () -> writer.headers(RequestId.of(response.ctx())),
          piece,
          last && requests.isEmpty(),
          time -> {
            demand.taken(time);
            if (last) {
              startNext();
            } else {
              sendNext();
            }
          });
    }

    private void fail(Throwable cause) {
      call.cancel("the download has failed", cause);
      response.fail(cause);
    }
  }
}
