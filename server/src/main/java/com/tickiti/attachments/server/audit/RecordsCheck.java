package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.audit.LogLines.Line;
import com.tickiti.attachments.server.audit.LogLines.LogFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks the records of one chain over all of its files: they are numbered, each has the SHA-256 of
 * the one before, and each checkpoint that of its record. A line that is wrong is told from one
 * that is missing by the line behind it. Holds two lines at a time.
 */
final class RecordsCheck implements Closeable {

  private final String chain;
  private final Iterator<LogFile> files;
  private final AuditReport report;
  private final Checkpoints checkpoints;
  private final Map<Long, String> required;
  private final boolean beginningMayBeGone;

  private @Nullable LogLines lines;
  private @Nullable Line lastAccepted;
  private @Nullable Line lastSeen;
  private @Nullable String previous;
  private long expected = 1;
  private long records;

  /**
   * @param files in the order of their records
   * @param startHash the SHA-256 of the line that begins the chain, where it is there
   * @param required SHA-256 of records by number, from what other chains or kept ends name
   * @param beginningMayBeGone whether old files may have been removed in order
   */
  RecordsCheck(
      String chain,
      List<LogFile> files,
      @Nullable String startHash,
      Checkpoints checkpoints,
      Map<Long, String> required,
      boolean beginningMayBeGone,
      AuditReport report) {
    this.chain = chain;
    this.files = files.iterator();
    this.previous = startHash;
    this.checkpoints = checkpoints;
    this.required = new TreeMap<>(required);
    this.beginningMayBeGone = beginningMayBeGone;
    this.report = report;
  }

  /** Returns how many records there are. */
  long run() throws IOException {
    Line line = read();
    while (line != null) {
      Line ahead = read();
      check(line, ahead);
      lastSeen = line;
      line = ahead;
    }
    end();
    return records;
  }

  private @Nullable Line read() throws IOException {
    while (true) {
      LogLines open = lines;
      Line line = open == null ? null : open.next();
      if (line != null) {
        return line;
      }
      close();
      if (!files.hasNext()) {
        return null;
      }
      lines = new LogLines(files.next());
    }
  }

  private void check(Line line, @Nullable Line ahead) throws IOException {
    RecordLink link = link(line);
    RecordLink next = ahead == null ? null : link(ahead);
    boolean nextBelongs = next != null && next.seq() == expected + 1;
    if (link == null) {
      unlinked(line, ahead, nextBelongs);
    } else if (link.seq() == expected) {
      inPlace(line, link, next);
    } else if (nextBelongs) {
      fault(line, "altered: is record %d where %d belongs".formatted(link.seq(), expected));
      skip(line);
    } else if (link.seq() > expected && (next == null || next.seq() > link.seq())) {
      gap(line, link);
    } else {
      fault(
          line,
          "record %d is repeated, or stands where %d belongs".formatted(link.seq(), expected));
    }
  }

  private void unlinked(Line line, @Nullable Line ahead, boolean nextBelongs) throws IOException {
    if (!line.whole() && ahead == null && expected > checkpoints.signed() && !checkpoints.ended()) {
      report.note(
          line.file()
              + ":"
              + line.number()
              + ": the last line is cut, behind the last checkpoint: as a crash leaves it");
      return;
    }
    RecordLink foreign = line.link();
    if (foreign != null && !foreign.chain().equals(chain)) {
      fault(line, "is a record of chain " + foreign.chain() + ", not of " + chain);
    } else {
      fault(line, "is no whole record of a chain: altered, cut or added");
    }
    if (nextBelongs) {
      skip(line);
    }
  }

  private void inPlace(Line line, RecordLink link, @Nullable RecordLink next) throws IOException {
    if (previous != null && !previous.equals(link.prev())) {
      Line before = lastAccepted;
      boolean confirmed =
          line.hash().equals(next == null ? null : next.prev())
              || line.hash().equals(checkpoints.recordAt(expected))
              || line.hash().equals(required.get(expected));
      if (!confirmed) {
        fault(line, "altered, or the record before: it has another SHA-256 of that");
      } else if (before == null) {
        fault(line, "does not follow the beginning of its chain");
      } else {
        fault(before, "altered: the next record has another SHA-256 of it");
      }
    }
    accept(line);
  }

  private void gap(Line line, RecordLink link) throws IOException {
    if (expected == 1 && beginningMayBeGone) {
      report.note(
          line.file() + ":1: records 1 to " + (link.seq() - 1) + " are in files that are not here");
    } else {
      fault(
          line, "records %d to %d are missing before this one".formatted(expected, link.seq() - 1));
    }
    skipTo(link.seq());
    accept(line);
  }

  private void accept(Line line) throws IOException {
    records++;
    RecordLink link = line.link();
    String begins = line.number() == 1 ? line.file() : null;
    if (link != null && !Objects.equals(link.file(), begins)) {
      fault(
          line, "is not where it was written: moved to another line or file, or the file renamed");
    }
    String signed = checkpoints.recordAt(expected);
    if (signed != null && !signed.equals(line.hash())) {
      fault(line, "is not what a checkpoint signs: it was altered, or one before it");
    }
    String named = required.remove(expected);
    if (named != null && !named.equals(line.hash())) {
      fault(line, "is not what another chain or a kept end names: it or one before was altered");
    }
    previous = line.hash();
    lastAccepted = line;
    expected++;
  }

  /** The line stands where the expected record belongs and is not what it was. */
  private void skip(Line line) throws IOException {
    skipTo(expected + 1);
    lastAccepted = line;
    previous = null;
  }

  private void skipTo(long seq) throws IOException {
    for (Iterator<Long> gone = required.keySet().iterator(); gone.hasNext(); ) {
      if (gone.next() < seq) {
        gone.remove();
      }
    }
    expected = seq;
    previous = null;
  }

  private void end() {
    long known = checkpoints.signed();
    for (long seq : required.keySet()) {
      known = Math.max(known, seq);
    }
    Line at = lastSeen;
    String file = at == null ? checkpoints.file() : at.file();
    long number = at == null ? 1 : at.number();
    if (expected <= known) {
      report.fault(
          file,
          number,
          "records %d to %d of chain %s are missing: the end was removed"
              .formatted(expected, known, chain));
    } else if (checkpoints.ended() && expected - 1 > checkpoints.signed()) {
      report.fault(
          file,
          number,
          "records %d to %d stand behind the end of chain %s"
              .formatted(checkpoints.signed() + 1, expected - 1, chain));
    }
  }

  private @Nullable RecordLink link(Line line) {
    RecordLink link = line.link();
    return link != null && line.whole() && link.chain().equals(chain) ? link : null;
  }

  private void fault(Line line, String message) {
    report.fault(line.file(), line.number(), message);
  }

  @Override
  public void close() throws IOException {
    LogLines open = lines;
    lines = null;
    if (open != null) {
      open.close();
    }
  }
}
