package com.tickiti.attachments.server.grpc;

import com.google.protobuf.UnsafeByteOperations;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.access.TransferOutcome;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.download.Download;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The chunks of a download, which is recorded how it ended. */
final class DownloadMessages implements MessageSource<DownloadAttachmentResponse> {

  private final Download download;
  private final CallSummary summary;
  private long handedBytes;

  DownloadMessages(Download download, CallSummary summary) {
    this.download = download;
    this.summary = summary;
  }

  @Override
  public boolean hasNext() {
    return download.hasNext();
  }

  /** Nobody writes to the buffer any more, so that it need not be copied. */
  @Override
  public DownloadAttachmentResponse next() throws IOException {
    ByteBuffer bytes = download.next();
    handedBytes += bytes.remaining();
    summary.transferred(bytes.remaining());
    return DownloadAttachmentResponse.newBuilder()
        .setChunk(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }

  @Override
  public void completed() {
    download.end(new Ending(handedBytes, Outcome.COMPLETED, null));
  }

  @Override
  public void cancelled() {
    download.end(new Ending(handedBytes, Outcome.CANCELLED, null));
  }

  @Override
  public void failed(Exception cause) {
    download.end(TransferOutcome.of(handedBytes, cause));
  }

  @Override
  public void close() throws IOException {
    download.close();
  }
}
