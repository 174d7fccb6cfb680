package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.edge.guard.FrameCursor;
import com.tickiti.attachments.edge.guard.UnknownStreams;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an error of one call on the gRPC port from ending the other calls of its connection, as the
 * edge's guard does on the JSON port (see {@link UnknownStreams}), and writes one line at DEBUG for
 * a connection that speaks another protocol. One instance belongs to one connection.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

  private static final Logger logger = LoggerFactory.getLogger(ConnectionGuard.class);

  /** The first byte of a TLS handshake (RFC 8446, section 5.1), and of HTTP/2's preface. */
  private static final int TLS_HANDSHAKE = 22;

  private static final int HTTP2_PREFACE = 'P';

  private final UnknownStreams unknown;
  private final FrameCursor inbound = new FrameCursor(FrameCursor.PREFACE_BYTES);
  private final FrameCursor outbound = new FrameCursor(0);
  private boolean started;
  private boolean refused;
  private boolean ignoring;

  ConnectionGuard(Http2Connection connection) {
    this.unknown = new UnknownStreams(connection::streamMayHaveExisted);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      if (!started && bytes.isReadable()) {
        started = true;
        start(ctx, bytes.getByte(bytes.readerIndex()));
      }
      while (bytes.isReadable() && !refused) {
        if (inbound.payloadBytes() > 0) {
          passPayload(ctx, bytes);
        } else if (inbound.addHeaderByte(bytes.readByte())) {
          passHeader(ctx);
        }
      }
    } finally {
      bytes.release();
    }
  }

  private void start(ChannelHandlerContext ctx, byte first) {
    if (first == TLS_HANDSHAKE && ctx.pipeline().get(SslHandler.class) == null) {
      refuse(ctx, "TLS on the plain gRPC port");
    } else if (first != HTTP2_PREFACE) {
      logger.debug("{} speaks no HTTP/2 on the gRPC port", ctx.channel().remoteAddress());
    }
  }

  private void passHeader(ChannelHandlerContext ctx) {
    ignoring = unknown.ignores(inbound);
    if (!ignoring) {
      ctx.fireChannelRead(Unpooled.wrappedBuffer(inbound.header()));
    } else if (inbound.type() == FrameCursor.DATA && inbound.payloadBytes() > 0) {
      returnWindow(ctx, inbound.payloadBytes());
    }
  }

  private void passPayload(ChannelHandlerContext ctx, ByteBuf bytes) {
    int length = Math.min(inbound.payloadBytes(), bytes.readableBytes());
    inbound.passPayload(length);
    if (ignoring) {
      bytes.skipBytes(length);
    } else {
      ctx.fireChannelRead(bytes.readRetainedSlice(length));
    }
  }

  /** Ignored bytes count against the connection's window as others do (RFC 9113, section 6.9). */
  private static void returnWindow(ChannelHandlerContext ctx, int length) {
    ByteBuf update = ctx.alloc().buffer(FrameCursor.NUMBER_FRAME_BYTES);
    update.writeMedium(Integer.BYTES).writeByte(FrameCursor.WINDOW_UPDATE).writeByte(0);
    update.writeInt(0).writeInt(length);
    var unused = ctx.write(update); // flushed when the library has read all that is there
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      findResets(bytes);
    }
    var unused = ctx.write(message, promise);
  }

  private void findResets(ByteBuf bytes) {
    outbound.scan(
        bytes.readerIndex(),
        bytes.writerIndex(),
        bytes::getByte,
        payloadIndex -> {
          if (outbound.type() == FrameCursor.RST_STREAM) {
            unknown.reset(outbound.streamId());
          }
        });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake
        && handshake.cause() instanceof NotSslRecordException) {
      refuse(ctx, "no TLS on the gRPC port");
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause.getCause() instanceof NotSslRecordException) {
      refuse(ctx, "no TLS on the gRPC port");
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
}
