package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.upload.Upload;
import com.tickiti.attachments.server.upload.UploadHandler;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an upload's messages one after the other; grpc-java asks for the next one only when the
 * last has been written. Whatever ends the call also ends the upload.
 */
final class UploadReceiver implements StreamObserver<UploadAttachmentRequest> {

  private static final Logger log = LoggerFactory.getLogger(UploadReceiver.class);

  private final UploadHandler uploads;
  private final Caller caller;
  private final StreamObserver<UploadAttachmentResponse> call;
  private @Nullable Upload upload;
  private boolean ended;

  UploadReceiver(
      UploadHandler uploads, Caller caller, StreamObserver<UploadAttachmentResponse> call) {
    this.uploads = uploads;
    this.caller = caller;
    this.call = call;
  }

  @Override
  public void onNext(UploadAttachmentRequest message) {
    if (ended) {
      return;
    }
    try {
      if (upload == null) {
        // A first message without a header reads as an empty one, which names what is missing.
        upload = begin(message.getHeader());
      } else {
        upload.write(message.getChunk().toByteArray());
        caller.summary().transferred(message.getChunk().size());
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  @Override
  public void onCompleted() {
    if (ended) {
      return;
    }
    try {
      if (upload == null) {
        upload = begin(UploadHeader.getDefaultInstance());
      }
      Upload.Finished finished = upload.finish();
      caller.summary().attachment(finished.attachment().id());
      UploadAttachmentResponse response = ResponseMessages.uploaded(finished);
      end();
      call.onNext(response);
      call.onCompleted();
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /** The caller has gone away or given up. */
  @Override
  public void onError(Throwable cancelled) {
    end();
  }

  private Upload begin(UploadHeader header) throws IOException {
    return uploads.begin(caller, RequestMessages.read(header));
  }

  private void fail(Exception e) {
    if (upload != null) {
      upload.fail(e);
    }
    end();
    call.onError(Failures.toStatus(e, caller));
  }

  private void end() {
    ended = true;
    try {
      if (upload != null) {
        upload.close();
      }
    } catch (IOException e) {
      log.warn("request {}: {}", caller.requestId(), e.toString());
    }
  }
}
