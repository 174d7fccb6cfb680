package com.tickiti.attachments.edge.guard;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connection of a client that asks and then does not take the answer, as an HTTP/2
 * client can by leaving its window shut: the HTTP library sets no limit to that once it has handed
 * an answer over. A download has a pace in its place.
 */
public final class ResponseWriteTimeout {

  private static final AttributeKey<Future<?>> TIMER =
      AttributeKey.valueOf(ResponseWriteTimeout.class, "timer");

  private ResponseWriteTimeout() {}

  /** Gives a request's answer so long to be made and taken. */
  public static void start(ServiceRequestContext ctx, Duration limit) {
    Future<?> timer =
        ctx.eventLoop()
            .withoutContext()
            .schedule(() -> cut(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
    ctx.setAttr(TIMER, timer);
    var unused = ctx.log().whenComplete().thenRun(() -> stop(ctx));
  }

  /** Past the library's own handlers, which would wait for the answer to be taken. */
  private static void cut(ServiceRequestContext ctx) {
    Channel channel = ctx.log().partial().channel();
    ChannelHandlerContext first = channel == null ? null : channel.pipeline().firstContext();
    if (first != null) {
      var unused = first.close();
    }
  }

  /** The answer has been taken, or something else limits it. */
  public static void stop(ServiceRequestContext ctx) {
    Future<?> timer = ctx.attr(TIMER);
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
