package com.tickiti.attachments.server.grpc;

import com.google.protobuf.UnsafeByteOperations;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.archive.Archive;
import com.tickiti.attachments.v1.ArchiveHeader;
import com.tickiti.attachments.v1.DownloadArchiveResponse;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The messages of an archive. */
final class ArchiveMessages implements MessageSource<DownloadArchiveResponse> {

  private final Archive archive;
  private final CallSummary summary;

  ArchiveMessages(Archive archive, CallSummary summary) {
    this.archive = archive;
    this.summary = summary;
  }

  /** The first message. */
  static DownloadArchiveResponse header(Archive archive, boolean ranged) {
    ArchiveHeader.Builder header =
        ArchiveHeader.newBuilder()
            .setArchiveSize(archive.size())
            .setEtag(archive.etag())
            .setName(archive.name());
    if (ranged) {
      header.setRange(ResponseMessages.range(archive.slice()));
    }
    return DownloadArchiveResponse.newBuilder().setHeader(header).build();
  }

  @Override
  public boolean hasNext() {
    return archive.hasNext();
  }

  /** Nobody writes to the buffer any more, so that it need not be copied. */
  @Override
  public DownloadArchiveResponse next() throws IOException {
    ByteBuffer bytes = archive.next();
    summary.transferred(bytes.remaining());
    return DownloadArchiveResponse.newBuilder()
        .setChunk(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }

  @Override
  public void completed() {
    archive.completed();
  }

  @Override
  public void cancelled() {
    archive.cancelled();
  }

  @Override
  public void failed(Exception cause) {
    archive.failed(cause);
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
