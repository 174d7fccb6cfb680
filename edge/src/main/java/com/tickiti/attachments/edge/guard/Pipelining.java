package com.tickiti.attachments.edge.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Takes requests that are sent without waiting for responses (RFC 9112, section 9.3.2) one at a
 * time: the library answers a malformed one ahead of its turn, and then loses the buffers of that
 * answer.
 */
final class Pipelining extends ChannelDuplexHandler {

  private final HeadTimeout headTimeout;
  private final Queue<Object> held = new ArrayDeque<>();
  private boolean responseOwed;
  private boolean readAsked;
  private boolean upgraded;

  Pipelining(HeadTimeout headTimeout) {
    this.headTimeout = headTimeout;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (upgraded || (held.isEmpty() && !(message instanceof HttpRequest && responseOwed))) {
      pass(ctx, message);
    } else {
      held.add(message);
    }
  }

  private void pass(ChannelHandlerContext ctx, Object message) {
    responseOwed |= message instanceof HttpRequest;
    ctx.fireChannelRead(message);
  }

  /** Nothing more is read while something is held: clients cannot choose how much is held. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (held.isEmpty()) {
      ctx.read();
    } else {
      readAsked = true;
      headTimeout.stop(); // a head that is not read cannot arrive in time
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    upgraded |= Responses.isUpgrade(message);
    ChannelPromise written = promise.unvoid();
    if (Responses.isEnd(message)) {
      // Not at once: this may be in the midst of reading.
      written.addListener(done -> ctx.executor().execute(() -> release(ctx)));
    }
    var unused = ctx.write(message, written);
  }

  private void release(ChannelHandlerContext ctx) {
    responseOwed = false;
    if (held.isEmpty() || !ctx.channel().isActive()) {
      return;
    }
    while (!held.isEmpty() && !(held.peek() instanceof HttpRequest && responseOwed)) {
      pass(ctx, held.remove());
    }
    ctx.fireChannelReadComplete();
    if (held.isEmpty() && readAsked) {
      readAsked = false;
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dropHeld();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    dropHeld();
  }

  private void dropHeld() {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }
}
