package com.tickiti.attachments.edge.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * Refuses framing that two parties could understand differently (RFC 9112, sections 3.2, 5.2 and
 * 6.3), since a second request could hide behind it: such a request gets a 400, and nothing after
 * it is read.
 */
final class RequestFraming {

  private boolean betweenRequests = true;

  /** Of the current request, still to come; 0 where it is sent in chunks. */
  private long bodyBytes;

  private boolean lineStart;

  /** A line of the head began blank: some recipients join it to the line before. */
  private boolean folded;

  /** Whether the next byte belongs to a request head, not to a body. */
  boolean isBetweenRequests() {
    return betweenRequests;
  }

  /** Line by line outside of bodies, so that the start of a line is known to be in a head. */
  void passByLine(ChannelHandlerContext ctx, ByteBuf bytes) {
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

  /** The head of a request was read; where it is ambiguous, it fails as if it were malformed. */
  void begin(HttpRequest request) {
    betweenRequests = false;
    boolean wellFramed = isWellFramed(request) && !folded;
    folded = false;
    if (request.decoderResult().isSuccess() && !wellFramed) {
      request.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("ambiguous framing")));
    }
    bodyBytes =
        request.decoderResult().isSuccess() && !HttpUtil.isTransferEncodingChunked(request)
            ? HttpUtil.getContentLength(request, 0L)
            : 0;
  }

  /** The request was read to its end. */
  void end() {
    betweenRequests = true;
  }

  /** No further HTTP/1 request comes. */
  void leave() {
    betweenRequests = false;
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
