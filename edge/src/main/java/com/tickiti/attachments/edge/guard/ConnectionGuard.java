package com.tickiti.attachments.edge.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the guards of one connection in their places: {@link HeadTimeout} and {@link RequestFraming}
 * around the HTTP/1 codec, {@link KeepAlive}, {@link LastResponse} and {@link Pipelining} behind
 * it; {@link StreamErrors} before the HTTP/2 one. Which protocol a connection speaks is known once
 * its first bytes are there. One instance belongs to one connection.
 */
public final class ConnectionGuard {

  private static final Logger logger = LoggerFactory.getLogger(ConnectionGuard.class);

  /** What the library must have read before it knows HTTP/1 from HTTP/2. */
  private static final int PREFACE_BYTES = 4;

  /** The first byte of a TLS handshake (RFC 8446, section 5.1). */
  private static final int TLS_HANDSHAKE = 22;

  private final HeadTimeout headTimeout;
  private final RequestFraming framing = new RequestFraming();
  private final Duration idleTimeout;
  private boolean http1;
  private boolean upgraded;

  private ConnectionGuard(Duration timeout, Duration idleTimeout) {
    this.headTimeout = new HeadTimeout(timeout);
    this.idleTimeout = idleTimeout;
  }

  /**
   * Guards a new connection.
   *
   * @param timeout from the first byte of a request to the end of its head, and from an answer that
   *     came before the end of its request to that end
   * @param idleTimeout after which the library closes a connection without requests
   */
  public static void addTo(ChannelPipeline pipeline, Duration timeout, Duration idleTimeout) {
    // A client may end its output after its request and still wait for the response.
    pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    ChannelHandler bytes = new ConnectionGuard(timeout, idleTimeout).new Bytes();
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
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof ByteBuf bytes)) {
        ctx.fireChannelRead(message);
        return;
      }
      if (prefaceBytes == 0 && isTls(bytes) && ctx.pipeline().get(SslHandler.class) == null) {
        refuse(ctx, "TLS on the plain HTTP port");
      }
      if (refused) {
        bytes.release();
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
            StreamErrors.addTo(ctx.pipeline(), FrameCursor.PREFACE_BYTES - PREFACE_BYTES);
          }
        }
      }
      if (upgraded) {
        upgraded = !StreamErrors.addTo(ctx.pipeline(), FrameCursor.PREFACE_BYTES);
      }
      if (http1) {
        framing.passByLine(ctx, bytes);
      } else {
        ctx.fireChannelRead(bytes);
      }
    }

    private static boolean isTls(ByteBuf bytes) {
      return bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE;
    }

    private boolean setBehindCodec(ChannelPipeline pipeline) {
      for (Map.Entry<String, ChannelHandler> handler : pipeline) {
        if (handler.getValue() instanceof HttpServerUpgradeHandler.SourceCodec) {
          // From the last to the first, each directly behind the codec.
          pipeline.addAfter(handler.getKey(), null, new Pipelining(headTimeout, framing));
          pipeline.addAfter(handler.getKey(), null, new LastResponse());
          pipeline.addAfter(handler.getKey(), null, new KeepAlive(idleTimeout));
          pipeline.addAfter(handler.getKey(), null, new Requests());
          return true;
        }
      }
      return false;
    }

    /** An end of the client's output ends a connection on which no HTTP/1 response is owed. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake
          && handshake.cause() instanceof NotSslRecordException) {
        refuse(ctx, "no TLS on the HTTPS port");
        return;
      }
      boolean isEnd = event instanceof ChannelInputShutdownEvent;
      if (isEnd && (!http1 || ctx.pipeline().get(SslHandler.class) != null)) {
        var unused = ctx.close();
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause.getCause() instanceof NotSslRecordException) {
        refuse(ctx, "no TLS on the HTTPS port");
      } else {
        ctx.fireExceptionCaught(cause);
      }
    }

    private void refuse(ChannelHandlerContext ctx, String protocol) {
      if (!refused) {
        refused = true;
        logger.debug("{} speaks {}", ctx.channel().remoteAddress(), protocol);
      }
      var unused = ctx.close();
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
        RequestTarget.toOriginForm(request);
        declineLateUpgrade(request.headers());
      }
      if (http1 && message instanceof LastHttpContent) {
        headTimeout.stop();
        framing.end();
      }
      ctx.fireChannelRead(message);
    }

    /**
     * A client that waits for 100 must get it before a 101 (RFC 9110, section 7.8), which the
     * library sends first; an upgrade may always be declined.
     */
    private static void declineLateUpgrade(HttpHeaders headers) {
      if (headers.contains(HttpHeaderNames.EXPECT)) {
        headers.remove(HttpHeaderNames.UPGRADE);
      }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (Responses.isUpgrade(message)) {
        leaveHttp1();
        upgraded = true;
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
