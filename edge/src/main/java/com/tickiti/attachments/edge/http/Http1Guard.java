package com.tickiti.attachments.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Mends four things that the HTTP library leaves open on HTTP/1 connections: framing that two
 * parties could understand differently (RFC 9112, sections 3.2 and 6.3), behind which a second
 * request can hide, is refused with 400; a request head that trickles in is cut, and so is a body
 * that goes on to do so when its request was answered; requests that are sent without waiting for
 * answers are taken one at a time, since the library answers a malformed one ahead of its turn, and
 * then loses the buffers of that answer; and a client that reads to the end of a connection meets
 * it right behind the last response, not seconds later. One guard belongs to one connection.
 */
public final class Http1Guard {

  /** What the library must have read before it knows HTTP/1 from HTTP/2. */
  private static final int PREFACE_BYTES = 4;

  private final Duration timeout;
  private boolean http1;
  private boolean betweenRequests = true;

  /** Of the request under way, still to come; 0 where it is sent in chunks. */
  private long bodyBytes;

  /** A line of the head began blank: the continuation of the last, to some (RFC 9112, 5.2). */
  private boolean folded;

  private @Nullable Future<?> timer;

  private Http1Guard(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Sets a guard before a new connection.
   *
   * @param timeout from the first byte of a request to the end of its head, and from an answer that
   *     came before the end of its request to that end
   */
  public static void addTo(ChannelPipeline pipeline, Duration timeout) {
    ChannelHandler bytes = new Http1Guard(timeout).new Bytes();
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

  /** Sees the bytes before the codec does; sets {@link Heads} behind it as soon as it is there. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    private int prefaceBytes;
    private boolean lineStart;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof ByteBuf bytes)) {
        ctx.fireChannelRead(message);
        return;
      }
      if (betweenRequests) {
        startTimer(ctx);
      }
      if (prefaceBytes < PREFACE_BYTES) {
        int length = Math.min(PREFACE_BYTES - prefaceBytes, bytes.readableBytes());
        prefaceBytes += length;
        ctx.fireChannelRead(bytes.readRetainedSlice(length));
        if (prefaceBytes == PREFACE_BYTES) {
          if (setBehindCodec(ctx.pipeline())) {
            http1 = true;
          } else {
            leave();
          }
        }
      }
      if (http1) {
        passByLine(ctx, bytes);
      } else {
        ctx.fireChannelRead(bytes);
      }
    }

    /** Line by line outside of bodies, so that the start of a line is known to be in a head. */
    private void passByLine(ChannelHandlerContext ctx, ByteBuf bytes) {
      try {
        while (bytes.isReadable()) {
          int start = bytes.readerIndex();
          int length = bytes.readableBytes();
          if (bodyBytes > 0) {
            length = (int) Math.min(length, bodyBytes);
            bodyBytes -= length;
            lineStart = bodyBytes == 0;
          } else {
            folded |= betweenRequests && lineStart && isBlank(bytes.getByte(start));
            int lineBytes = bytes.bytesBefore((byte) '\n') + 1;
            length = lineBytes == 0 ? length : lineBytes;
            lineStart = lineBytes > 0;
          }
          ctx.fireChannelRead(bytes.readRetainedSlice(length));
        }
      } finally {
        bytes.release();
      }
    }

    private static boolean isBlank(byte b) {
      return b == ' ' || b == '\t';
    }

    private boolean setBehindCodec(ChannelPipeline pipeline) {
      for (Map.Entry<String, ChannelHandler> handler : pipeline) {
        if (handler.getValue() instanceof HttpServerUpgradeHandler.SourceCodec) {
          pipeline.addAfter(handler.getKey(), null, new Heads());
          return true;
        }
      }
      return false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      stopTimer();
      ctx.fireChannelInactive();
    }
  }

  /** Sees each request head before it is dispatched, and each response before it is encoded. */
  private final class Heads extends ChannelDuplexHandler {
    private final Queue<Object> held = new ArrayDeque<>();
    private boolean responseOwed;
    private boolean interim;
    private boolean lastResponse;
    private boolean readAsked;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!http1) {
        ctx.fireChannelRead(message);
        return;
      }
      if (message instanceof HttpRequest request) {
        betweenRequests = false;
        stopTimer();
        examine(request);
      }
      if (message instanceof LastHttpContent) {
        betweenRequests = true;
        stopTimer();
      }
      if (held.isEmpty() && !(message instanceof HttpRequest && responseOwed)) {
        pass(ctx, message);
      } else {
        held.add(message);
      }
    }

    private void pass(ChannelHandlerContext ctx, Object message) {
      responseOwed |= message instanceof HttpRequest;
      ctx.fireChannelRead(message);
    }

    private void examine(HttpRequest request) {
      boolean wellFramed = isWellFramed(request) && !folded;
      folded = false;
      if (request.decoderResult().isSuccess() && !wellFramed) {
        // As if the codec had found it: a 400, and nothing behind it is read.
        request.setDecoderResult(
            DecoderResult.failure(new IllegalArgumentException("ambiguous framing")));
      }
      bodyBytes =
          request.decoderResult().isSuccess() && !HttpUtil.isTransferEncodingChunked(request)
              ? HttpUtil.getContentLength(request, 0L)
              : 0;
    }

    /** Nothing more is read while something is held: how much is held, clients cannot choose. */
    @Override
    public void read(ChannelHandlerContext ctx) {
      if (held.isEmpty()) {
        ctx.read();
      } else {
        readAsked = true;
        stopTimer(); // a head that is not read cannot arrive in time
      }
    }

    private void release(ChannelHandlerContext ctx) {
      responseOwed = false;
      if (!betweenRequests) {
        startTimer(ctx); // answered, as with a 408, and still its body comes
      }
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

    /** The library goes on reading for a while, so that a late request is not answered by RST. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse response) {
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
          leave();
        }
        lastResponse |= !HttpUtil.isKeepAlive(response);
      }
      ChannelPromise written = promise.unvoid();
      if (message instanceof LastHttpContent && !interim) {
        // Not at once: this may be in the midst of reading.
        written.addListener(done -> ctx.executor().execute(() -> release(ctx)));
      }
      if (lastResponse
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

    /** The library would log a warning at what {@link #write} has done. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof ChannelOutputShutdownEvent)) {
        ctx.fireUserEventTriggered(event);
      }
    }
  }

  /** The connection speaks HTTP/2 from here on. */
  private void leave() {
    http1 = false;
    betweenRequests = false;
    stopTimer();
  }

  private void startTimer(ChannelHandlerContext ctx) {
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

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private static boolean isWellFramed(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
      return false;
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    // guard: exactly one Host
    return (hosts == 1 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))
        || (hosts <= 1 && request.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }
}
