package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.download.ByteRanges.Range;
import com.tickiti.attachments.edge.download.DownloadSource;
import com.tickiti.attachments.edge.download.Representation;
import com.tickiti.attachments.v1.ArchiveHeader;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadArchiveResponse;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.Intent;
import org.jspecify.annotations.Nullable;

/**
 * What the web download can fetch: how a URL becomes a request of the service, and what its header
 * says of the bytes. Stateless.
 *
 * @param <Q> the RPC's request
 * @param <R> the RPC's messages
 * @param <H> the header among them
 */
interface WebContent<Q, R, H> {

  /** The RPC. */
  DownloadSource<Q, R, H> source();

  /** The whole of what the request's URL names. */
  Q request(ServiceRequestContext ctx);

  /** The same without a byte. */
  Q headerOnly(Q whole);

  /** A part of the same. */
  Q range(Q whole, Range range);

  /** What the bytes are. */
  Representation describe(H header);

  /** {@code intent=review_ok} confirms a review; anything else confirms nothing. */
  static Intent intent(ServiceRequestContext ctx) {
    return "review_ok".equals(ctx.queryParam("intent"))
        ? Intent.INTENT_REVIEW_OK
        : Intent.INTENT_UNSPECIFIED;
  }

  /** A path parameter as the service takes it. */
  static String parameter(ServiceRequestContext ctx, String name) {
    @Nullable String value = ctx.pathParam(name);
    return value == null ? "" : value.strip();
  }

  /** A range as the service takes it. */
  static ByteRange message(Range range) {
    return ByteRange.newBuilder().setOffset(range.offset()).setLength(range.length()).build();
  }

  /** {@code /tickets/{number}/attachments/{id}}. */
  record OneAttachment()
      implements WebContent<DownloadAttachmentRequest, DownloadAttachmentResponse, DownloadHeader> {

    @Override
    public DownloadSource<DownloadAttachmentRequest, DownloadAttachmentResponse, DownloadHeader>
        source() {
      return DownloadSource.ATTACHMENT;
    }

    @Override
    public DownloadAttachmentRequest request(ServiceRequestContext ctx) {
      return DownloadAttachmentRequest.newBuilder()
          .setTicketNumber(parameter(ctx, "number"))
          .setResponseAttachmentId(parameter(ctx, "id"))
          .setIntent(intent(ctx))
          .setAnySize(true)
          .build();
    }

    @Override
    public DownloadAttachmentRequest headerOnly(DownloadAttachmentRequest whole) {
      return whole.toBuilder().setHeaderOnly(true).build();
    }

    @Override
    public DownloadAttachmentRequest range(DownloadAttachmentRequest whole, Range range) {
      return whole.toBuilder().setRange(message(range)).build();
    }

    @Override
    public Representation describe(DownloadHeader header) {
      return Representation.of(header);
    }
  }

  /** {@code /tickets/{number}/attachments.zip}. */
  record AllAttachments()
      implements WebContent<DownloadArchiveRequest, DownloadArchiveResponse, ArchiveHeader> {

    @Override
    public DownloadSource<DownloadArchiveRequest, DownloadArchiveResponse, ArchiveHeader> source() {
      return DownloadSource.ARCHIVE;
    }

    @Override
    public DownloadArchiveRequest request(ServiceRequestContext ctx) {
      return DownloadArchiveRequest.newBuilder()
          .setTicketNumber(parameter(ctx, "number"))
          .setIntent(intent(ctx))
          .build();
    }

    @Override
    public DownloadArchiveRequest headerOnly(DownloadArchiveRequest whole) {
      return whole.toBuilder().setHeaderOnly(true).build();
    }

    @Override
    public DownloadArchiveRequest range(DownloadArchiveRequest whole, Range range) {
      return whole.toBuilder().setRange(message(range)).build();
    }

    @Override
    public Representation describe(ArchiveHeader header) {
      return Representation.of(header);
    }
  }
}
