package com.tickiti.attachments.server.archive;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.access.TransferOutcome;
import com.tickiti.attachments.server.archive.ArchivePlan.Part;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.blob.VerifiedContent;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An archive under way, or a part of one. Holds one attachment open at a time, whose transfer is
 * recorded in the audit log like any download. Not thread-safe; the holder closes it.
 */
public final class Archive implements Closeable {

  private final ArchivePlan plan;
  private final String name;
  private final ServedRange slice;
  private final long end;
  private final VerifiedBlobs blobs;
  private final AuditLog audit;
  private final AuditRecord.Caller caller;
  private final CallSummary summary;
  private long position;
  private @Nullable VerifiedContent content;
  private @Nullable TransferAudit transfer;
  private long contentBytes;

  Archive(
      ArchivePlan plan,
      String name,
      ServedRange slice,
      boolean headerOnly,
      VerifiedBlobs blobs,
      AuditLog audit,
      AuditRecord.Caller caller,
      CallSummary summary) {
    this.plan = plan;
    this.name = name;
    this.slice = slice;
    this.position = slice.offset();
    this.end = headerOnly ? slice.offset() : slice.offset() + slice.length();
    this.blobs = blobs;
    this.audit = audit;
    this.caller = caller;
    this.summary = summary;
  }

  /** Size of the whole archive in bytes. */
  public long size() {
    return plan.size();
  }

  /** Names the whole archive's bytes. */
  public String etag() {
    return plan.etag();
  }

  /** What to save it as. */
  public String name() {
    return name;
  }

  /** The part that is sent. */
  public ServedRange slice() {
    return slice;
  }

  /** Whether there is more to hand out. */
  public boolean hasNext() {
    return position < end;
  }

  /** The next bytes, those of attachments checked; only while {@link #hasNext}. */
  public ByteBuffer next() throws IOException {
    if (content != null) {
      return nextOfContent(content);
    }
    int number = plan.partAt(position);
    Part part = plan.part(number);
    long from = position - plan.start(number);
    long to = Math.min(plan.start(number + 1), end) - plan.start(number);
    AttachmentFacts attachment = part.content();
    if (attachment == null) {
      position += to - from;
      return part.bytes().slice((int) from, (int) (to - from));
    }
    return nextOfContent(open(attachment, from, to));
  }

  /** The caller has gone away. */
  public void cancelled() {
    endTransfer(new Ending(contentBytes, Outcome.CANCELLED, null));
    summary.attachment(null);
  }

  /** It cannot be gone on with. */
  public void failed(Exception cause) {
    endTransfer(TransferOutcome.of(contentBytes, cause));
  }

  /** All that was handed out has gone out. */
  public void completed() {
    endTransfer(new Ending(contentBytes, Outcome.COMPLETED, null));
    summary.attachment(null);
  }

  @Override
  public void close() throws IOException {
    VerifiedContent open = content;
    content = null;
    if (open != null) {
      open.close();
    }
  }

  private VerifiedContent open(AttachmentFacts attachment, long from, long to) throws IOException {
    completed(); // the one before
    summary.attachment(attachment.id());
    long size = requireNonNull(attachment.blob()).size();
    ServedRange part = new ServedRange(from, to - from, to == size);
    transfer =
        TransferAudit.download(
            audit,
            caller,
            new Subject(
                attachment.id(),
                attachment.digest(),
                attachment.grounds(),
                attachment.extension(),
                part));
    contentBytes = 0;
    content = blobs.open(attachment.digest(), size, part);
    return content;
  }

  private ByteBuffer nextOfContent(VerifiedContent open) throws IOException {
    ByteBuffer next = open.next();
    position += next.remaining();
    contentBytes += next.remaining();
    if (!open.hasNext()) {
      close();
    }
    return next;
  }

  private void endTransfer(Ending ending) {
    if (transfer != null) {
      transfer.end(ending);
    }
  }
}
