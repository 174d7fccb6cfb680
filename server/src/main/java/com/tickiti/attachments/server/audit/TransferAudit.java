package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Event;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The two records of one transfer: one before its first byte, one when it has ended. Not
 * thread-safe.
 */
public final class TransferAudit {

  /** One random number a process, so that no two processes name a transfer alike. */
  private static final String PROCESS =
      HexFormat.of().toHexDigits(new SecureRandom().nextLong()) + "-";

  private static final AtomicLong NUMBER = new AtomicLong();

  private final AuditLog log;
  private final Event end;
  private final String transfer;
  private final Caller caller;
  private final Subject subject;
  private boolean ended;

  private TransferAudit(AuditLog log, Event end, String transfer, Caller caller, Subject subject) {
    this.log = log;
    this.end = end;
    this.transfer = transfer;
    this.caller = caller;
    this.subject = subject;
  }

  /** Records that bytes are about to be sent. */
  public static TransferAudit download(AuditLog log, Caller caller, Subject subject)
      throws AuditUnavailableException {
    return begin(log, Event.DOWNLOAD_STARTED, Event.DOWNLOAD_ENDED, caller, subject);
  }

  /** Records that bytes are about to be received. */
  public static TransferAudit upload(AuditLog log, Caller caller) throws AuditUnavailableException {
    return begin(log, Event.UPLOAD_STARTED, Event.UPLOAD_ENDED, caller, Subject.UNKNOWN);
  }

  /** Records that a download was refused. */
  public static void refused(AuditLog log, Caller caller, Subject subject, Ending ending)
      throws AuditUnavailableException {
    log.require(
        new AuditRecord(
            Instant.now(), Event.DOWNLOAD_REFUSED, nextTransfer(), caller, subject, ending));
  }

  /** Records how it ended. Does nothing the second time. */
  public void end(Ending ending) {
    end(subject, ending);
  }

  /** The same, where more is known of what was transferred. */
  public void end(Subject known, Ending ending) {
    if (!ended) {
      ended = true;
      log.add(new AuditRecord(Instant.now(), end, transfer, caller, known, ending));
    }
  }

  private static TransferAudit begin(
      AuditLog log, Event start, Event end, Caller caller, Subject subject)
      throws AuditUnavailableException {
    String transfer = nextTransfer();
    log.require(new AuditRecord(Instant.now(), start, transfer, caller, subject, null));
    return new TransferAudit(log, end, transfer, caller, subject);
  }

  private static String nextTransfer() {
    return PROCESS + NUMBER.incrementAndGet();
  }
}
