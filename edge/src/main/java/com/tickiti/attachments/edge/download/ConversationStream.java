package com.tickiti.attachments.edge.download;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.edge.json.ConversationJson;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A ticket's responses on their way to a JSON answer, in constant memory. An answer of at most
 * {@link #BUFFER_BYTES} has a Content-Length and every error is a proper one; a longer one is sent
 * as it comes, and a fault then cuts the connection.
 *
 * <p>Confined to the request's event loop, which is also the call's executor.
 */
public final class ConversationStream extends ClientCall.Listener<ListResponsesResponse> {

  /** JSON text that is collected before it is sent. */
  static final int BUFFER_BYTES = 256 * 1024;

  /** Roughly what the objects of a request take, the HTTP library's included. */
  private static final int OBJECT_BYTES = 8 * 1024;

  private final PacedResponse response;
  private final ClientCall<ListResponsesRequest, ListResponsesResponse> call;
  private final ConversationJson json;
  private @Nullable ByteBuf buffer;
  private boolean streamed;
  private boolean upstreamCompleted;

  /** An answer that has not begun. */
  public ConversationStream(
      PacedResponse response,
      ClientCall<ListResponsesRequest, ListResponsesResponse> call,
      ConversationJson json) {
    this.response = response;
    this.call = call;
    this.json = json;
  }

  /** Sends {@code request} and returns the response that it will end in. */
  public HttpResponse start(ListResponsesRequest request, Metadata metadata) {
    HttpResponse http =
        response.start(
            cause -> {
              release();
              call.cancel("the HTTP response has ended", cause);
            });
    call.start(this, metadata);
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    return http;
  }

  @Override
  public void onHeaders(Metadata headers) {
    response.copyRateLimit(headers);
  }

  @Override
  public void onMessage(ListResponsesResponse message) {
    if (response.isDone()) {
      return;
    }
    if (message.hasTicket() == json.hasBegun()) {
      fail(PacedResponse.violation("a ticket where none belongs, or none where one does"));
      return;
    }
    if (message.hasTicket() && response.reserve(BUFFER_BYTES + OBJECT_BYTES).isEmpty()) {
      fail(AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE).toException());
      return;
    }
    collect(json.text(message));
    if (buffered() < BUFFER_BYTES) {
      call.request(1);
    } else {
      streamed = true;
      sendNext();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (response.isDone()) {
      return;
    }
    response.copyRateLimit(trailers);
    if (!status.isOk()) {
      fail(status.asRuntimeException(trailers));
    } else if (!json.hasBegun()) {
      fail(PacedResponse.violation("no ticket"));
    } else {
      collect(json.end());
      upstreamCompleted = true;
      sendNext();
    }
  }

  /** Sends all that is collected; while it is on its way, nothing more is asked for. */
  private void sendNext() {
    ByteBuf piece = buffer;
    if (piece == null || !response.isReady()) {
      return;
    }
    buffer = null;
    int pieceBytes = piece.readableBytes();
    response.send(() -> headers(pieceBytes), piece, upstreamCompleted, this::taken);
  }

  private void taken(Duration time) {
    if (upstreamCompleted) {
      sendNext();
    } else {
      call.request(1);
    }
  }

  private ResponseHeadersBuilder headers(int pieceBytes) {
    String requestId = RequestId.of(response.ctx());
    return streamed
        ? JsonResponse.headers(HttpStatus.OK, requestId)
        : JsonResponse.headers(HttpStatus.OK, requestId, pieceBytes);
  }

  private int buffered() {
    return buffer == null ? 0 : buffer.readableBytes();
  }

  private void collect(byte[] text) {
    ByteBuf into = buffer;
    if (into == null) {
      into = response.ctx().alloc().buffer(text.length);
      buffer = into;
    }
    into.writeBytes(text);
  }

  private void fail(Throwable cause) {
    release();
    call.cancel("the answer has failed", cause);
    response.fail(cause);
  }

  private void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}
