package com.tickiti.attachments.server.grpc;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.download.RefusalException;
import com.tickiti.attachments.server.limit.Allowance;
import com.tickiti.attachments.server.limit.ConcurrentCalls;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Context;
import io.grpc.Metadata;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server's limits as they bear on one call: whom it comes from, what it was granted, and what
 * it gives back when it ends. grpc-java runs all callbacks of one call one after the other.
 */
final class CallLimits {

  static final Context.Key<CallLimits> KEY = Context.key("limits");

  private static final Metadata.Key<String> LIMIT = key("ratelimit-limit");
  private static final Metadata.Key<String> REMAINING = key("ratelimit-remaining");
  private static final Metadata.Key<String> RESET = key("ratelimit-reset");

  /** Roughly what the objects of a call take. */
  private static final int OBJECT_BYTES = 4 * 1024;

  /** A message that arrives, and its content once more as it is written. */
  private static final int UPLOAD_MESSAGES = 2;

  private static final Duration RETRY_CALLS_AFTER = Duration.ofSeconds(1);

  private final ServerLimits limits;
  private final InetAddress client;
  private final int queuedPieces;
  private final int edgePieces;
  private @Nullable Allowance allowance;
  private ConcurrentCalls.@Nullable Call call;
  private MemoryBudget.@Nullable Reservation memory;

  /**
   * A call that has just arrived.
   *
   * @param client where it came from
   * @param queuedPieces of content that its transport may hold until the caller takes them
   * @param edgePieces that an edge in this process is going to reserve, once the call is under way
   */
  CallLimits(ServerLimits limits, InetAddress client, int queuedPieces, int edgePieces) {
    this.limits = limits;
    this.client = client;
    this.queuedPieces = queuedPieces;
    this.edgePieces = edgePieces;
  }

  /** Those of the current call. */
  static CallLimits current() {
    return requireNonNull(KEY.get(), "not within a call");
  }

  /** To be asked before a token is looked up. */
  void beforeLookUp(BearerToken token) {
    Duration delay = limits.failures().delay(client, token);
    if (!delay.isZero()) {
      throw rateLimited(delay);
    }
  }

  /** The token was looked up and is none. */
  void failed(BearerToken token) {
    limits.failures().failed(client, token);
  }

  /** The token was looked up and is right: from here on the call is on its account. */
  void authenticated(BearerToken token) {
    limits.failures().succeeded(token);
    if (limits.requests() != null) {
      allowance = limits.requests().take(token.id());
      if (!allowance.granted()) {
        throw rateLimited(allowance.untilNext());
      }
    }
    if (limits.calls() != null) {
      call = limits.calls().begin(token.id()).orElseThrow(() -> rateLimited(RETRY_CALLS_AFTER));
    }
  }

  /**
   * For a download: the piece that is read ahead, and those in the transport's hands. With what the
   * edge reserves a large one as JSON comes to 241 KiB; 200 of them that nobody read took 136 KiB
   * each of resident memory, with their pieces shared in the cache.
   */
  void claimForDownload(long contentBytes) {
    long ahead = Math.min(contentBytes, PieceDigests.PIECE_BYTES);
    long queued = Math.min(contentBytes, (long) queuedPieces * PieceDigests.PIECE_BYTES);
    long byEdge = Math.min(contentBytes, (long) edgePieces * PieceDigests.PIECE_BYTES);
    claim(ahead + queued + OBJECT_BYTES, byEdge);
  }

  /** For an upload: the largest message that may come, as it arrives and as it is written. */
  void claimForUpload(long contentBytes) {
    long message = Math.min(contentBytes, GrpcConfig.DEFAULT_MESSAGE_BYTES);
    claim(UPLOAD_MESSAGES * message + OBJECT_BYTES, 0);
  }

  /** Tells the caller what is left of its token's allowance. */
  void writeTo(Metadata metadata) {
    if (allowance != null) {
      put(metadata, LIMIT, allowance.limit());
      put(metadata, REMAINING, allowance.remaining());
      put(metadata, RESET, seconds(allowance.untilFull()));
    }
  }

  /** Gives everything back. */
  void end() {
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
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }

  private static void put(Metadata metadata, Metadata.Key<String> key, long value) {
    metadata.discardAll(key);
    metadata.put(key, Long.toString(value));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
