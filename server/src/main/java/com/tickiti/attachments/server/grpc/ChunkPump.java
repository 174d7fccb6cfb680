package com.tickiti.attachments.server.grpc;

import com.google.protobuf.UnsafeByteOperations;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.download.Download;
import com.tickiti.attachments.server.download.TransferOutcome;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a download's bytes into a call as fast as its reader takes them, closes the download when
 * the call ends, and has it recorded how. grpc-java runs all callbacks of one call one after the
 * other.
 */
final class ChunkPump {

  private static final Logger log = LoggerFactory.getLogger(ChunkPump.class);

  private final Download download;
  private final ServerCallStreamObserver<DownloadAttachmentResponse> call;
  private boolean ended;
  private long handedBytes;

  ChunkPump(Download download, ServerCallStreamObserver<DownloadAttachmentResponse> call) {
    this.download = download;
    this.call = call;
  }

  /** Sends chunks while the call takes more; the end follows the last one unasked. */
  void pump() {
    try {
      while (!ended && download.hasNext() && call.isReady()) {
        hand(download.next());
      }
      if (!ended && !download.hasNext()) {
        end();
        call.onCompleted();
      }
    } catch (IOException | RuntimeException e) {
      end();
      download.end(TransferOutcome.of(handedBytes, e));
      call.onError(Failures.toStatus(e));
    }
  }

  /** The caller has gone away, also while the last bytes were on their way. */
  void cancelled() {
    end();
    download.end(new Ending(handedBytes, Outcome.CANCELLED, null));
  }

  /** All that was handed over has gone out. */
  void completed() {
    download.end(new Ending(handedBytes, Outcome.COMPLETED, null));
  }

  private void hand(ByteBuffer bytes) {
    int count = bytes.remaining();
    call.onNext(chunk(bytes));
    handedBytes += count;
  }

  /** Lets go of the file. */
  private void end() {
    ended = true;
    try {
      download.close();
    } catch (IOException e) {
      log.warn("request {}: {}", CallMetadata.requestId(), e.toString());
    }
  }

  /** Nobody writes to the buffer any more, so that it need not be copied. */
  private static DownloadAttachmentResponse chunk(ByteBuffer bytes) {
    return DownloadAttachmentResponse.newBuilder()
        .setChunk(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }
}
