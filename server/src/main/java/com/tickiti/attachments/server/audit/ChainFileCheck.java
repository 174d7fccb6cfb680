package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.audit.ChainLine.Event;
import com.tickiti.attachments.server.audit.ChainLine.Head;
import com.tickiti.attachments.server.audit.LogLines.Line;
import com.tickiti.attachments.server.audit.LogLines.LogFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a chain's own file: its lines are numbered, each has the SHA-256 of the one before, and
 * the signature of the last vouches for all. Where something is wrong each signature is looked at,
 * so that the line is known.
 */
final class ChainFileCheck {

  private final LogFile file;
  private final ChainLine.SignatureCheck signatures;
  private final AuditReport report;
  private final List<Head> required;

  private @Nullable Line lastLine;
  private @Nullable ChainLine last;
  private @Nullable String startHash;
  private @Nullable Instant started;
  private long expected;
  private boolean faulty;

  /**
   * @param required the ends of this chain that others name
   */
  ChainFileCheck(
      LogFile file, ChainLine.SignatureCheck signatures, List<Head> required, AuditReport report) {
    this.file = file;
    this.signatures = signatures;
    this.required = new ArrayList<>(required);
    this.report = report;
  }

  void run() throws IOException {
    try (LogLines lines = new LogLines(file)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        check(line);
      }
    }
    Line end = lastLine;
    if (end == null) {
      fault(1, "the file is empty: the lines of the chain were removed");
    } else if (!faulty && !ChainLine.isSigned(end.text(), signatures)) {
      fault(end.number(), "the signature is wrong, or of a key that is not known here");
    }
    for (Head head : required) {
      fault(
          end == null ? 1 : end.number(),
          "line "
              + head.n()
              + " of the chain, which another chain or a kept end names, is not here: it was"
              + " removed or altered");
    }
  }

  private void check(Line line) {
    ChainLine parsed = line.whole() ? ChainLine.parse(line.text()) : null;
    Line before = lastLine;
    if (parsed == null) {
      fault(
          line.number(), "is no whole line of a chain: altered, added, or cut (by hand or crash)");
      expected++;
      lastLine = null;
      return;
    }
    boolean linked =
        parsed.n() == expected
            && (expected == 0 ? parsed.prev().isEmpty() : linksTo(parsed, before))
            && (last == null || parsed.chain().equals(last.chain()))
            && (last == null || last.event() != Event.ENDED)
            && (parsed.event() == Event.STARTED) == (parsed.n() == 0);
    if (!linked) {
      locate(line, parsed, before);
    }
    accept(line, parsed);
  }

  /** Where the line before is not known any more, its fault has been told. */
  private static boolean linksTo(ChainLine line, @Nullable Line before) {
    return before == null || line.prev().equals(before.hash());
  }

  private void locate(Line line, ChainLine parsed, @Nullable Line before) {
    if (!ChainLine.isSigned(line.text(), signatures)) {
      fault(line.number(), "altered: its signature is wrong");
    } else if (before != null && !ChainLine.isSigned(before.text(), signatures)) {
      fault(before.number(), "altered: its signature is wrong");
    } else {
      fault(
          line.number(),
          "is line %d of the chain where %d belongs: lines were removed, repeated or reordered"
              .formatted(parsed.n(), expected));
    }
  }

  private void accept(Line line, ChainLine parsed) {
    if (parsed.n() == 0 && startHash == null) {
      startHash = line.hash();
      started = parsed.time();
    }
    required.removeIf(head -> head.n() == parsed.n() && head.line().equals(line.hash()));
    lastLine = line;
    last = parsed;
    expected = parsed.n() + 1;
  }

  private void fault(long line, String message) {
    faulty = true;
    report.fault(file.name(), line, message);
  }

  /** The SHA-256 of the line that begins the chain, where it is there. */
  @Nullable String startHash() {
    return startHash;
  }

  /** When the chain was begun, where that is known. */
  @Nullable Instant started() {
    return started;
  }

  /** The last line that could be read. */
  @Nullable ChainLine last() {
    return last;
  }
}
