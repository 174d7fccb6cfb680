package com.tickiti.attachments.server.access;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.CorruptBlobException;

/** What the audit log says of a transfer that did not complete. */
public final class TransferOutcome {

  private TransferOutcome() {}

  /**
   * Ended by an exception, of which the kind is told and never the message: that may name files.
   *
   * @param bytes transferred up to then
   */
  public static Ending of(long bytes, Throwable cause) {
    if (cause instanceof RefusalException refusal) {
      return refused(bytes, refusal.error());
    }
    if (cause instanceof CorruptBlobException) {
      return new Ending(bytes, Outcome.CORRUPT, null);
    }
    if (cause instanceof BlobMissingException) {
      return new Ending(bytes, Outcome.MISSING, null);
    }
    return new Ending(bytes, Outcome.CUT, cause.getClass().getSimpleName());
  }

  /** Ended by an answer that the caller was given. */
  public static Ending refused(long bytes, AttachmentError error) {
    return new Ending(bytes, Outcome.REFUSED, error.spec().getWireName());
  }
}
