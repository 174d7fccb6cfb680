package com.tickiti.attachments.edge.guard;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request head arrives too slowly, and one whose request body still
 * arrives that long after its response: the library limits neither. Confined to the connection's
 * event loop.
 */
final class HeadTimeout {

  private final Duration timeout;
  private @Nullable Future<?> timer;

  HeadTimeout(Duration timeout) {
    this.timeout = timeout;
  }

  /** Starts the time unless it runs already. */
  void start(ChannelHandlerContext ctx) {
    if (timer == null) {
      timer =
          ctx.executor()
              .schedule(
                  () -> {
                    var unused = ctx.close();
                  },
                  // guard: a slow request head is cut
                  timeout.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  /** It has arrived, or is not read at the moment. */
  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
