package com.tickiti.attachments.client.internal;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A download over one or more connections: when one breaks, the next begins where it ended, and the
 * digest continues. It always requests a range, also for a whole file, since a range has no size
 * limit. One thread reads; any thread may close.
 */
public final class VerifiedDownload implements AutoCloseable {

  private static final String METHOD =
      Objects.requireNonNull(
          AttachmentServiceGrpc.getDownloadAttachmentMethod().getBareMethodName());

  private final Connection connection;
  private final DownloadRequest request;
  private final String requestId = Connection.newRequestId();
  private final @Nullable Deadline end;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ContentCheck check = new ContentCheck(requestId);

  private volatile @Nullable ChunkCall call;
  private @Nullable DownloadHeader first;
  private int failures;
  private boolean finished;
  private @Nullable RuntimeException failure;

  /** Not begun; see {@link #open()}. */
  public VerifiedDownload(Connection connection, DownloadRequest request) {
    connection.checkOpen();
    this.connection = connection;
    this.request = request;
    this.end = connection.limits().transferEnd();
  }

  /**
   * Waits until the service has sent the header.
   *
   * @throws AttachmentException where it refuses, or fails for good
   */
  public void open() {
    failing(
        () -> {
          connect();
          return null;
        });
  }

  /** What is being downloaded; once open. */
  public Attachment attachment() {
    return Messages.attachment(opened().getAttachment());
  }

  /** How many bytes there are in all; once open. */
  public long lengthBytes() {
    return opened().getRange().getLength();
  }

  /**
   * The next bytes, never none; {@code null} once all have come and were found right.
   *
   * @throws AttachmentException where they were not, or the service fails for good; from then on
   *     every call throws it
   */
  public @Nullable ByteString next() {
    return failing(this::receive);
  }

  /** Stops the service unless all has come. */
  @Override
  public void close() {
    closed.countDown();
    ChunkCall current = call;
    if (current != null) {
      current.cancel();
    }
  }

  private interface Step {
    @Nullable ByteString run();
  }

  /** A failure is for good, and leaves no call behind. */
  private @Nullable ByteString failing(Step step) {
    if (failure != null) {
      throw failure;
    }
    try {
      return step.run();
    } catch (RuntimeException e) {
      if (e instanceof IntegrityException damaged) {
        connection.tell(
            listener -> listener.attemptFailed(METHOD, requestId, damaged, Optional.empty()));
      }
      failure = e;
      close();
      throw e;
    }
  }

  private @Nullable ByteString receive() {
    while (!finished) {
      try {
        DownloadAttachmentResponse message = current().next();
        if (message == null) {
          finish();
        } else {
          ByteString chunk = check.add(message);
          if (!chunk.isEmpty()) {
            failures = 0;
            return chunk;
          }
        }
      } catch (StatusRuntimeException e) {
        resume(connection.failure(e, requestId));
      }
    }
    return null;
  }

  private void resume(AttachmentException error) {
    if (check.isComplete() && error.isRetryable() && !isClosed()) {
      // All bytes have arrived; only the status of the call is missing.
      finish();
      return;
    }
    awaitRetry(error);
    connect();
  }

  private void finish() {
    check.finish();
    finished = true;
    connection.tell(listener -> listener.callSucceeded(METHOD, requestId));
  }

  private void connect() {
    while (true) {
      try {
        begin();
        return;
      } catch (StatusRuntimeException e) {
        awaitRetry(connection.failure(e, requestId));
      }
    }
  }

  private void begin() {
    connection.tell(listener -> listener.attemptStarted(METHOD, requestId));
    long done = check.receivedBytes();
    ChunkCall next =
        ChunkCall.start(
            connection,
            Messages.download(request, request.offsetBytes() + done, check.remainingBytes(request)),
            requestId,
            end);
    call = next;
    if (isClosed()) {
      next.cancel();
    }
    DownloadAttachmentResponse message = next.next();
    if (message == null || !message.hasHeader()) {
      throw new IntegrityException("The answer does not begin with a header.", requestId);
    }
    DownloadHeader header = message.getHeader();
    if (first == null) {
      check.begin(header, request);
      first = header;
    } else {
      check.resume(header, first);
    }
  }

  private void awaitRetry(AttachmentException error) {
    if (isClosed()) {
      throw new CancellationException("the download was closed");
    }
    Optional<Duration> retryDelay = connection.retryDelay(++failures, error, end);
    connection.tell(listener -> listener.attemptFailed(METHOD, requestId, error, retryDelay));
    Duration delay = retryDelay.orElseThrow(() -> error);
    try {
      if (closed.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new CancellationException("the download was closed");
      }
    } catch (InterruptedException e) {
      throw Futures.interrupted();
    }
    connection.reconnect();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private ChunkCall current() {
    ChunkCall current = call;
    if (current == null) {
      throw new IllegalStateException("not open");
    }
    return current;
  }

  private DownloadHeader opened() {
    if (first == null) {
      throw new IllegalStateException("not open");
    }
    return first;
  }
}
