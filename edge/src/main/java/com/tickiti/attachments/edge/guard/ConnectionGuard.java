package com.tickiti.attachments.edge.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Map;

/**
 * Sets the guards of one connection in their places: {@link HeadTimeout} and {@link RequestFraming}
 * around the HTTP/1 codec, {@link Pipelining} and {@link LastResponse} behind it. Which protocol a
 * connection speaks is known once its first bytes are there. One instance belongs to one
 * connection.
 */
public final class ConnectionGuard {

  /** What the library must have read before it knows HTTP/1 from HTTP/2. */
  private static final int PREFACE_BYTES = 4;

  private final HeadTimeout headTimeout;
  private final RequestFraming framing = new RequestFraming();
  private boolean http1;

  private ConnectionGuard(Duration timeout) {
    this.headTimeout = new HeadTimeout(timeout);
  }

  /**
   * Guards a new connection.
   *
   * @param timeout from the first byte of a request to the end of its head, and from an answer that
   *     came before the end of its request to that end
   */
  public static void addTo(ChannelPipeline pipeline, Duration timeout) {
    ChannelHandler bytes = new ConnectionGuard(timeout).new Bytes();
    ChannelHandlerContext tls = pipeline.context(SslHandler.class);
    if (tls == null) {
      tls = pipeline.context(AbstractSniHandler.class);
    }
    if (tls == null) {
      pipeline.addFirst(bytes);
    } else {
      pipeline.addAfter(tls.name(), null, bytes);
    }
  }

  /** Sees the bytes before the codec does; sets the other guards as soon as the codec is there. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    private int prefaceBytes;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof ByteBuf bytes)) {
        ctx.fireChannelRead(message);
        return;
      }
      if (framing.isBetweenRequests()) {
        headTimeout.start(ctx);
      }
      if (prefaceBytes < PREFACE_BYTES) {
        int length = Math.min(PREFACE_BYTES - prefaceBytes, bytes.readableBytes());
        prefaceBytes += length;
        ctx.fireChannelRead(bytes.readRetainedSlice(length));
        if (prefaceBytes == PREFACE_BYTES) {
          if (setBehindCodec(ctx.pipeline())) {
            http1 = true;
          } else {
            leaveHttp1();
          }
        }
      }
      if (http1) {
        framing.passByLine(ctx, bytes);
      } else {
        ctx.fireChannelRead(bytes);
      }
    }

    private boolean setBehindCodec(ChannelPipeline pipeline) {
      for (Map.Entry<String, ChannelHandler> handler : pipeline) {
        if (handler.getValue() instanceof HttpServerUpgradeHandler.SourceCodec) {
          // From the last to the first, each directly behind the codec.
          pipeline.addAfter(handler.getKey(), null, new Pipelining(headTimeout));
          pipeline.addAfter(handler.getKey(), null, new LastResponse());
          pipeline.addAfter(handler.getKey(), null, new Requests());
          return true;
        }
      }
      return false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      headTimeout.stop();
      ctx.fireChannelInactive();
    }
  }

  /** Sees where requests begin and end, before any of them waits for its turn. */
  private final class Requests extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (http1 && message instanceof HttpRequest request) {
        headTimeout.stop();
        framing.begin(request);
      }
      if (http1 && message instanceof LastHttpContent) {
        headTimeout.stop();
        framing.end();
      }
      ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (Responses.isUpgrade(message)) {
        leaveHttp1();
      }
      ChannelPromise written = promise.unvoid();
      if (Responses.isEnd(message)) {
        // Not at once: this may be in the midst of reading.
        written.addListener(done -> ctx.executor().execute(() -> answered(ctx)));
      }
      var unused = ctx.write(message, written);
    }

    private void answered(ChannelHandlerContext ctx) {
      if (http1 && !framing.isBetweenRequests()) {
        headTimeout.start(ctx); // answered, as with a 408, and its body is still to come
      }
    }
  }

  /** The connection speaks HTTP/2 from here on. */
  private void leaveHttp1() {
    http1 = false;
    framing.leave();
    headTimeout.stop();
  }
}
