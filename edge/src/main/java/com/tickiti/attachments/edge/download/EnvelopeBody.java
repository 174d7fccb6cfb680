package com.tickiti.attachments.edge.download;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.json.DownloadEnvelope;
import com.tickiti.attachments.edge.json.EnvelopeEncoder;
import com.tickiti.attachments.v1.DownloadHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An attachment as base64 within a JSON object. */
public final class EnvelopeBody implements BodyWriter<DownloadHeader> {

  private @Nullable DownloadEnvelope envelope;
  private @Nullable EnvelopeEncoder encoder;

  @Override
  public long begin(DownloadHeader header) {
    DownloadEnvelope begun = new DownloadEnvelope(header);
    envelope = begun;
    encoder = new EnvelopeEncoder(begun);
    return begun.contentBytes();
  }

  @Override
  public ResponseHeadersBuilder headers(String requestId) {
    return JsonResponse.headers(HttpStatus.OK, requestId, begun().totalBytes());
  }

  @Override
  public long heldBytes(int chunksAhead) {
    return EnvelopeEncoder.heldBytes(Objects.requireNonNull(envelope), chunksAhead);
  }

  @Override
  public ByteBuf encode(ByteBufAllocator alloc, ByteString chunk, boolean last) {
    return begun().encode(alloc, chunk, last);
  }

  private EnvelopeEncoder begun() {
    return Objects.requireNonNull(encoder);
  }
}
