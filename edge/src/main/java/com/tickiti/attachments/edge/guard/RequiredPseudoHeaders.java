package com.tickiti.attachments.edge.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Resets the stream of a request without {@code :path} (RFC 9113, section 8.3.1): the library would
 * fail at it, and end the connection. {@code CONNECT} has none; it gets the library's 405.
 */
final class RequiredPseudoHeaders extends Http2FrameListenerDecorator {

  RequiredPseudoHeaders(Http2FrameListener listener) {
    super(listener);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    require(streamId, headers);
    super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    require(streamId, headers);
    super.onHeadersRead(
        ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
  }

  private static void require(int streamId, Http2Headers headers) throws Http2Exception {
    CharSequence method = headers.method();
    if (method == null || headers.path() != null) {
      return; // trailers, or complete
    }
    if (!"CONNECT".contentEquals(method)) {
      throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "no :path");
    }
    headers.path("*");
  }
}
