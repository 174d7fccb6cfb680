package com.tickiti.attachments.edge.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;

/**
 * Says in each HTTP/1 response after which the connection stays open that it does, as an HTTP/1.0
 * client must be told (RFC 9112, section 9.3), and for how long: {@code Keep-Alive: timeout=75}. A
 * client or load balancer that closes earlier than that never meets a closed connection.
 */
final class KeepAlive extends ChannelOutboundHandlerAdapter {

  private final String timeout;

  /** Tells of {@code idleTimeout} in whole seconds. */
  KeepAlive(Duration idleTimeout) {
    this.timeout = "timeout=" + idleTimeout.toSeconds();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL
        && HttpUtil.isKeepAlive(response)) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      response.headers().set("keep-alive", timeout);
    }
    var unused = ctx.write(message, promise);
  }
}
