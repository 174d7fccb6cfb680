package com.tickiti.attachments.server.download;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.blob.VerifiedContent;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A download under way. Its first bytes have been read and checked when it comes into being, so
 * that a missing or damaged file is seen while an error can still be told. Not thread-safe; the
 * holder closes it, and says how it ended.
 */
public final class Download implements Closeable {

  private final Serve serve;
  private final @Nullable VerifiedContent content;
  private final TransferAudit audit;
  private @Nullable ByteBuffer first;

  Download(Serve serve, VerifiedContent content, TransferAudit audit) throws IOException {
    this.serve = serve;
    this.content = content;
    this.audit = audit;
    this.first = content.hasNext() ? content.next() : null;
  }

  /** A download of which no byte is wanted. */
  Download(Serve serve, TransferAudit audit) {
    this.serve = serve;
    this.content = null;
    this.audit = audit;
  }

  /** What is being served. */
  public Serve serve() {
    return serve;
  }

  /** Whether there is more to hand out. */
  public boolean hasNext() {
    return first != null || (content != null && content.hasNext());
  }

  /** The next bytes, checked; see {@link VerifiedContent#next}. */
  public ByteBuffer next() throws IOException {
    ByteBuffer next = first;
    first = null;
    if (next == null) {
      next = requireNonNull(content, "no bytes are wanted").next();
    }
    return next;
  }

  /** Records how it ended. Does nothing the second time. */
  public void end(Ending ending) {
    audit.end(ending);
  }

  @Override
  public void close() throws IOException {
    if (content != null) {
      content.close();
    }
  }
}
