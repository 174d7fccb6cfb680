package com.tickiti.attachments.edge.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Keeps an error of one HTTP/2 stream on that stream: frames that follow a malformed request are
 * ignored (see {@link UnknownStreams}), and a client whose request was answered before its end is
 * asked with {@code NO_ERROR} to stop sending it (RFC 9113, section 8.1), where the library says
 * {@code CANCEL}, which several clients take for a failure of the response.
 */
final class StreamErrors extends ChannelDuplexHandler {

  private final Http2Connection connection;
  private final UnknownStreams unknown;
  private final FrameCursor inbound;
  private final FrameCursor outbound = new FrameCursor(0);
  private boolean ignoring;

  private StreamErrors(Http2Connection connection, int prefaceBytes) {
    this.connection = connection;
    this.unknown = new UnknownStreams(connection::streamMayHaveExisted);
    this.inbound = new FrameCursor(prefaceBytes);
  }

  /**
   * Guards the connection if it speaks HTTP/2.
   *
   * @param prefaceBytes of the client's connection preface that are still to come
   * @return whether it does
   */
  static boolean addTo(ChannelPipeline pipeline, int prefaceBytes) {
    ChannelHandlerContext library = pipeline.context(Http2ConnectionHandler.class);
    if (library == null) {
      return false;
    }
    Http2ConnectionHandler handler = (Http2ConnectionHandler) library.handler();
    handler.decoder().frameListener(new RequiredPseudoHeaders(handler.decoder().frameListener()));
    pipeline.addBefore(library.name(), null, new StreamErrors(handler.connection(), prefaceBytes));
    return true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      while (bytes.isReadable()) {
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

  /** What is read is handled at once, so that a reset is known before the next frame. */
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

  /** Ignored bytes count against the connection's window as others do (section 6.9). */
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
            if (isAfterResponse(outbound.streamId(), bytes, payloadIndex)) {
              bytes.setInt(payloadIndex, (int) Http2Error.NO_ERROR.code());
            }
          }
        });
  }

  private boolean isAfterResponse(int streamId, ByteBuf bytes, int errorIndex) {
    Http2Stream stream = connection.stream(streamId);
    return stream != null
        && stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL
        && errorIndex + Integer.BYTES <= bytes.writerIndex()
        && bytes.getInt(errorIndex) == (int) Http2Error.CANCEL.code();
  }
}
