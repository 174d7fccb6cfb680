package com.tickiti.attachments.edge.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Takes requests that are sent without waiting for responses (RFC 9112, section 9.3.2) one at a
 * time: the library answers a malformed one ahead of its turn, and then loses the buffers of that
 * answer. Since it knows which responses are owed, it also closes the connection of a client that
 * has ended its output once they are sent (RFC 9112, section 9.6).
 */
final class Pipelining extends ChannelDuplexHandler {

  private static final int MAX_SILENT_SECONDS = 5;

  private final HeadTimeout headTimeout;
  private final RequestFraming framing;
  private final Queue<Object> held = new ArrayDeque<>();
  private boolean responseOwed;
  private boolean responseBegun;
  private boolean readAsked;
  private boolean upgraded;
  private boolean inputEnded;

  Pipelining(HeadTimeout headTimeout, RequestFraming framing) {
    this.headTimeout = headTimeout;
    this.framing = framing;
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
    if (message instanceof HttpRequest) {
      responseOwed = true;
      responseBegun = false;
    }
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
    responseBegun |= Responses.isBegin(message);
    ChannelPromise written = promise.unvoid();
    if (Responses.isEnd(message)) {
      // Not at once: this may be in the midst of reading.
      written.addListener(done -> ctx.executor().execute(() -> release(ctx)));
    }
    var unused = ctx.write(message, written);
  }

  /** No more requests come, and none that is incomplete will ever be complete. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    inputEnded = true;
    if (upgraded || !responseOwed || !framing.isBetweenRequests()) {
      var unused = ctx.close();
    } else {
      awaitBegin(ctx);
    }
  }

  /**
   * Whether the client is gone altogether shows only when something is written to it; without a
   * response for so long, it is taken to be gone.
   */
  private void awaitBegin(ChannelHandlerContext ctx) {
    var unused =
        ctx.executor()
            .schedule(
                () -> {
                  if (responseOwed && !responseBegun) {
                    var unusedClose = ctx.close();
                  }
                },
                MAX_SILENT_SECONDS,
                TimeUnit.SECONDS);
  }

  private void release(ChannelHandlerContext ctx) {
    responseOwed = false;
    if (inputEnded && held.isEmpty()) {
      var unused = ctx.close();
      return;
    }
    if (held.isEmpty() || !ctx.channel().isActive()) {
      return;
    }
    while (!held.isEmpty() && !(held.peek() instanceof HttpRequest && responseOwed)) {
      pass(ctx, held.remove());
    }
    ctx.fireChannelReadComplete();
    if (inputEnded) {
      awaitBegin(ctx);
    }
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
