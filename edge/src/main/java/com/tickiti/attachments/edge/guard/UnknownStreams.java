package com.tickiti.attachments.edge.guard;

import java.util.function.IntPredicate;

/**
 * Streams that were reset before they existed. A request that is malformed, or is one too many, is
 * reset (RFC 9113, sections 8.1.1 and 5.1.2), but the library creates no stream for it. What the
 * client had sent on the stream by then, such as the request's body, the library takes for a frame
 * on an idle stream, and ends the whole connection with every download on it. Those frames are to
 * be ignored (section 5.4.2). Not thread-safe.
 */
public final class UnknownStreams {

  private final IntPredicate mayHaveExisted;
  private int last;

  /** None yet; {@code mayHaveExisted} tells what the library thinks of a stream id. */
  public UnknownStreams(IntPredicate mayHaveExisted) {
    this.mayHaveExisted = mayHaveExisted;
  }

  /** A stream is reset by the server. */
  public void reset(int streamId) {
    if (!mayHaveExisted.test(streamId)) {
      last = Math.max(last, streamId);
    }
  }

  /** Whether the frame that {@code frames} has just found must be kept from the library. */
  public boolean ignores(FrameCursor frames) {
    int streamId = frames.streamId();
    return switch (frames.type()) {
      case FrameCursor.DATA, FrameCursor.RST_STREAM, FrameCursor.WINDOW_UPDATE ->
          streamId != 0 && streamId <= last && !mayHaveExisted.test(streamId);
      default -> false; // header blocks belong to the connection's compression state
    };
  }
}
