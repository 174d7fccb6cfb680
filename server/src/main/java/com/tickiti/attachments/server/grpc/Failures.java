package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.MetadataUnavailableException;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.audit.AuditUnavailableException;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.CorruptBlobException;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an exception becomes a catalogued error, and is logged if it is a fault. */
final class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** What a call ends in; may hold its thread for up to a millisecond. */
  static StatusRuntimeException toStatus(Exception thrown, Caller caller) {
    if (thrown instanceof CancellationException) {
      return Status.CANCELLED.asRuntimeException(); // by the caller, who does not read it
    }
    AttachmentError error = toError(thrown, caller);
    caller.summary().failed(error.reason(), thrown);
    TimingEqualizer.await(error.reason(), caller.beginNanos());
    return error.toException(caller.requestId());
  }

  private static AttachmentError toError(Exception thrown, Caller caller) {
    if (thrown instanceof RefusalException refusal) {
      return refusal.error();
    }
    if (thrown instanceof AuditUnavailableException) {
      // The log itself says so, once and not for every call.
      return AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE);
    }
    String request = caller.requestId() + caller.summary().subject();
    if (thrown instanceof BlobMissingException) {
      log.error("request {}: {}", request, thrown.getMessage());
      return AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
    if (thrown instanceof CorruptBlobException) {
      log.error("request {}: data loss: {}", request, thrown.getMessage());
      return AttachmentError.of(ErrorReason.ERROR_REASON_INTERNAL);
    }
    if (thrown instanceof MetadataUnavailableException || thrown instanceof IOException) {
      log.error("request {}: {}", request, thrown.toString());
      return AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE);
    }
    log.error("request {} failed", request, thrown);
    return AttachmentError.of(ErrorReason.ERROR_REASON_INTERNAL);
  }
}
