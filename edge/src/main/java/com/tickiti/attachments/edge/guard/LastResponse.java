package com.tickiti.attachments.edge.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends the connection's output directly after the last response (RFC 9112, section 9.6). The
 * library goes on reading for a while, so that a late request is not answered by a TCP reset;
 * without this a client that reads to the end would wait as long.
 */
final class LastResponse extends ChannelDuplexHandler {

  private boolean last;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      last |= !HttpUtil.isKeepAlive(response);
    }
    ChannelPromise written = promise.unvoid();
    if (last
        && message instanceof LastHttpContent
        && ctx.channel() instanceof SocketChannel socket
        && ctx.pipeline().get(SslHandler.class) == null) {
      written.addListener(
          done -> {
            var unused = socket.shutdownOutput();
          });
    }
    var unused = ctx.write(message, written);
  }

  /** The library would log a warning about the shutdown. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ChannelOutputShutdownEvent)) {
      ctx.fireUserEventTriggered(event);
    }
  }
}
