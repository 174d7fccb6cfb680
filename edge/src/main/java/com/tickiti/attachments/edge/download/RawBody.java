package com.tickiti.attachments.edge.download;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.tickiti.attachments.edge.download.ByteRanges.Range;
import com.tickiti.attachments.v1.ServedRange;
import com.tickiti.attachments.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bytes themselves: the whole, one range of it, or several as {@code multipart/byteranges} (RFC
 * 9110, 14.6).
 *
 * @param <H> the header message that each call begins with
 */
public final class RawBody<H> implements BodyWriter<H> {

  /** Roughly what the objects of a request take, the HTTP library's included. */
  private static final int OBJECT_BYTES = 8 * 1024;

  private final Function<H, Representation> describe;
  private final @Nullable String expectedEtag;
  private final List<Range> ranges;
  private final String boundary = UUID.randomUUID().toString();

  private @Nullable Representation representation;
  private int begun;
  private boolean prefixDue;
  private long partBytes;

  /**
   * A body.
   *
   * @param describe what a header says
   * @param expectedEtag what the ranges were resolved against; null for the whole
   * @param ranges the parts, in order; none for the whole
   */
  public RawBody(
      Function<H, Representation> describe, @Nullable String expectedEtag, List<Range> ranges) {
    this.describe = describe;
    this.expectedEtag = expectedEtag;
    this.ranges = ranges;
  }

  @Override
  public long begin(H header) {
    Representation announced = describe.apply(header);
    if (expectedEtag != null && !expectedEtag.equals(announced.etag())) {
      throw new IllegalArgumentException("other bytes than those it has described");
    }
    representation = announced;
    ServedRange served = announced.range();
    if (ranges.isEmpty()) {
      if (served != null) {
        throw new IllegalArgumentException("a range where none was asked for");
      }
      partBytes = announced.size();
    } else {
      Range wanted = ranges.get(begun++);
      if (served == null
          || served.getOffset() != wanted.offset()
          || served.getLength() != wanted.length()) {
        throw new IllegalArgumentException("another range than the one asked for");
      }
      partBytes = wanted.length();
      prefixDue = isMultipart();
    }
    return partBytes;
  }

  @Override
  public ResponseHeadersBuilder headers(String requestId) {
    Representation about = about();
    ResponseHeadersBuilder headers =
        about.headers(ranges.isEmpty() ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT, requestId);
    if (isMultipart()) {
      long bytes = closing().length;
      for (Range range : ranges) {
        bytes += prefix(range).length + range.length();
      }
      return headers
          .add(HttpHeaderNames.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary)
          .contentLength(bytes);
    }
    headers.add(HttpHeaderNames.CONTENT_TYPE, about.mediaType());
    if (ranges.isEmpty()) {
      return headers.contentLength(about.size());
    }
    Range only = ranges.get(0);
    return headers
        .add(HttpHeaderNames.CONTENT_RANGE, only.contentRange(about.size()))
        .contentLength(only.length());
  }

  @Override
  public long heldBytes(int chunksAhead) {
    return (chunksAhead + 1) * Math.min(Limits.PIECE_BYTES, partBytes) + OBJECT_BYTES;
  }

  @Override
  public ByteBuf encode(ByteBufAllocator alloc, ByteString chunk, boolean last) {
    byte[] prefix = prefixDue ? prefix(ranges.get(begun - 1)) : new byte[0];
    byte[] suffix = last && isMultipart() && begun == ranges.size() ? closing() : new byte[0];
    prefixDue = false;
    return alloc
        .directBuffer(prefix.length + chunk.size() + suffix.length)
        .writeBytes(prefix)
        .writeBytes(chunk.asReadOnlyByteBuffer())
        .writeBytes(suffix);
  }

  private boolean isMultipart() {
    return ranges.size() > 1;
  }

  private Representation about() {
    return Objects.requireNonNull(representation);
  }

  private byte[] prefix(Range range) {
    return ("\r\n--"
            + boundary
            + "\r\nContent-Type: "
            + about().mediaType()
            + "\r\nContent-Range: "
            + range.contentRange(about().size())
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] closing() {
    return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
