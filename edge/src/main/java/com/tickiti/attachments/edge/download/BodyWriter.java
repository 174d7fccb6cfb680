package com.tickiti.attachments.edge.download;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What the bytes of one download look like in an HTTP response. A download has one part or several,
 * each from a call of its own. For one download and one thread.
 *
 * @param <H> the header message that each call begins with
 */
public interface BodyWriter<H> {

  /**
   * Begins the next part.
   *
   * @return bytes of content that the part's chunks must add up to
   * @throws IllegalArgumentException if the header announces something else than was asked for
   */
  long begin(H header);

  /** The response's headers, with the exact length of the body; after the first part has begun. */
  ResponseHeadersBuilder headers(String requestId);

  /**
   * The most memory in bytes that the part takes: a chunk that is being sent, and {@code
   * chunksAhead} that are not yet.
   */
  long heldBytes(int chunksAhead);

  /**
   * Encodes the bytes that follow those already given. The caller releases the buffer, which may be
   * empty.
   *
   * @param last whether the part ends with them
   */
  ByteBuf encode(ByteBufAllocator alloc, ByteString chunk, boolean last);
}
