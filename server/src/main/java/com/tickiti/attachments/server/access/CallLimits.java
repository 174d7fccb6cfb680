package com.tickiti.attachments.server.access;

import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.limit.Allowance;
import com.tickiti.attachments.server.limit.ConcurrentCalls;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.v1.ErrorReason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's limits as they bear on one call: whom it comes from, what it was granted, and what
 * it gives back when it ends. grpc-java runs all callbacks of one call one after the other.
 */
public final class CallLimits {

  /** Roughly what the objects of a call take. */
  private static final int OBJECT_BYTES = 4 * 1024;

  /** A message that arrives, and its content once more as it is written. */
  private static final int UPLOAD_MESSAGES = 2;

  /** The largest message of an upload. */
  private static final int UPLOAD_MESSAGE_BYTES = 1 << 20;

  private static final Duration RETRY_CALLS_AFTER = Duration.ofSeconds(1);

  private final ServerLimits limits;
  private final int queuedPieces;
  private final int edgePieces;
  private @Nullable Allowance allowance;
  private ConcurrentCalls.@Nullable Call call;
  private MemoryBudget.@Nullable Reservation memory;

  /**
   * A call that has just arrived.
   *
   * @param queuedPieces of content that its transport may hold until the caller takes them
   * @param edgePieces that an edge in this process is going to reserve, once the call is under way
   */
  public CallLimits(ServerLimits limits, int queuedPieces, int edgePieces) {
    this.limits = limits;
    this.queuedPieces = queuedPieces;
    this.edgePieces = edgePieces;
  }

  /** To be asked before a token is looked up. */
  void beforeLookUp(InetAddress client, Credential credential) {
    Duration delay = limits.failures().delay(client, credential);
    if (!delay.isZero()) {
      throw rateLimited(delay);
    }
  }

  /** The token was looked up and is none. */
  void failed(InetAddress client, Credential credential) {
    limits.failures().failed(client, credential);
  }

  /** The token was looked up and is right: from here on the call is on its account. */
  void authenticated(Credential credential) {
    limits.failures().succeeded(credential);
    if (limits.requests() != null) {
      allowance = limits.requests().take(credential.id());
      if (!allowance.granted()) {
        throw rateLimited(allowance.untilNext());
      }
    }
    if (limits.calls() != null) {
      call =
          limits.calls().begin(credential.id()).orElseThrow(() -> rateLimited(RETRY_CALLS_AFTER));
    }
  }

  /**
   * For a download: the piece that is read ahead, and those in the transport's hands. With what the
   * edge reserves a large one as JSON comes to 241 KiB; 200 of them that nobody read took 136 KiB
   * each of resident memory, with their pieces shared in the cache.
   */
  public void claimForDownload(long contentBytes) {
    long ahead = Math.min(contentBytes, PieceDigests.PIECE_BYTES);
    long queued = Math.min(contentBytes, (long) queuedPieces * PieceDigests.PIECE_BYTES);
    long byEdge = Math.min(contentBytes, (long) edgePieces * PieceDigests.PIECE_BYTES);
    claim(ahead + queued + OBJECT_BYTES, byEdge);
  }

  /** For an upload: the largest message that may come, as it arrives and as it is written. */
  public void claimForUpload(long contentBytes) {
    long message = Math.min(contentBytes, UPLOAD_MESSAGE_BYTES);
    claim(UPLOAD_MESSAGES * message + OBJECT_BYTES, 0);
  }

  /**
   * For a list of responses: a batch as it arrives and as text, which may take twice as much, and
   * one of its messages.
   *
   * @param batchTextBytes the most text of a batch, in bytes
   */
  public void claimForResponses(int batchTextBytes) {
    claim(4L * batchTextBytes + OBJECT_BYTES, 0);
  }

  /** What is left of the token's allowance; empty where nothing was taken from one. */
  public Optional<Allowance> allowance() {
    return Optional.ofNullable(allowance);
  }

  /** Gives everything back. */
  public void end() {
    if (call != null) {
      call.close();
    }
    if (memory != null) {
      memory.close();
    }
  }

  private void claim(long bytes, long besides) {
    memory =
        limits
            .memory()
            .reserve(bytes, besides)
            .orElseThrow(
                () ->
                    new RefusalException(AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE)));
  }

  private static RefusalException rateLimited(Duration retryAfter) {
    return new RefusalException(
        AttachmentError.of(ErrorReason.ERROR_REASON_RATE_LIMITED)
            .withRetryAfterSeconds(Math.max(1, (int) seconds(retryAfter))));
  }

  /** Rounded up, so that who waits for so long has waited long enough. */
  public static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
