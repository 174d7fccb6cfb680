package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.maintenance.BlobCopy;
import com.tickiti.attachments.server.maintenance.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;

/**
 * Shows how a copy of blobs goes on, and names each that could not be copied.
 *
 * @param out where those are named
 * @param progress told of the bytes of the others
 */
record CopyReport(PrintWriter out, Progress progress) implements BlobCopy.Listener {

  private static final Set<BlobCopy.Outcome> RIGHT =
      Set.of(BlobCopy.Outcome.COPIED, BlobCopy.Outcome.THERE);

  @Override
  public void done(BlobCopy.Item item, BlobCopy.Outcome outcome, String detail) {
    progress.step(Math.max(0, item.size()));
    if (!RIGHT.contains(outcome)) {
      progress.makeRoom();
      out.printf("%-10s  %s  %s%n", outcome.name().toLowerCase(Locale.ROOT), item.digest(), detail);
      out.flush();
    }
  }
}
