package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a download: the messages as they come, no more than a few ahead of who takes them.
 * One thread takes; any thread may cancel.
 */
final class ChunkCall extends ClientCall.Listener<DownloadAttachmentResponse> {

  /** Enough to keep the wire busy while one chunk is hashed and written: 768 KiB as a rule. */
  static final int MESSAGES_AHEAD = 4;

  private sealed interface Signal {}

  private record Message(DownloadAttachmentResponse message) implements Signal {}

  private record End(Status status, Metadata trailers) implements Signal {}

  private final ClientCall<DownloadAttachmentRequest, DownloadAttachmentResponse> call;
  private final Duration stallTimeout;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  private ChunkCall(
      ClientCall<DownloadAttachmentRequest, DownloadAttachmentResponse> call,
      Duration stallTimeout) {
    this.call = call;
    this.stallTimeout = stallTimeout;
  }

  static ChunkCall start(
      Connection connection,
      DownloadAttachmentRequest request,
      String requestId,
      @Nullable Deadline end) {
    ChunkCall chunks =
        new ChunkCall(
            connection.newCall(
                AttachmentServiceGrpc.getDownloadAttachmentMethod(),
                connection.callOptions(end),
                requestId),
            connection.limits().stallTimeout());
    chunks.call.start(chunks, new Metadata());
    chunks.call.request(MESSAGES_AHEAD);
    chunks.call.sendMessage(request);
    chunks.call.halfClose();
    return chunks;
  }

  /**
   * Waits for the next message; {@code null} once the call has ended well, and then not to be asked
   * again.
   *
   * @throws StatusRuntimeException what else the call ended in, or that nothing came for too long
   */
  @Nullable DownloadAttachmentResponse next() {
    Signal signal;
    try {
      signal = signals.poll(stallTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      cancel();
      throw Futures.interrupted();
    }
    if (signal instanceof Message received) {
      call.request(1);
      return received.message();
    }
    if (signal instanceof End end) {
      if (end.status().isOk()) {
        return null;
      }
      throw end.status().asRuntimeException(end.trailers());
    }
    cancel();
    throw Status.DEADLINE_EXCEEDED
        .withDescription("nothing came for " + stallTimeout)
        .asRuntimeException();
  }

  /** Stops the service; does nothing once the call has ended. */
  void cancel() {
    call.cancel("the download is no longer wanted", null);
  }

  @Override
  public void onMessage(DownloadAttachmentResponse message) {
    signals.add(new Message(message));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    signals.add(new End(status, trailers));
  }
}
