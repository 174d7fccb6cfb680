package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.audit.LogLines.Line;
import com.tickiti.attachments.server.audit.LogLines.LogFile;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records that a chain's own file signs, asked for in their order. Holds one at a time. */
final class Checkpoints implements Closeable {

  private final String file;
  private final long signed;
  private final boolean ended;
  private final @Nullable LogLines lines;
  private @Nullable ChainLine next;

  /**
   * @param last the last line of the chain's file; {@code null} where there is none
   */
  Checkpoints(@Nullable LogFile file, @Nullable ChainLine last) throws IOException {
    this.file = file == null ? "" : file.name();
    this.signed = last == null ? 0 : last.seq();
    this.ended = last != null && last.event() == ChainLine.Event.ENDED;
    this.lines = file == null ? null : new LogLines(file);
  }

  /** The chain's own file. */
  String file() {
    return file;
  }

  /** The number of the last record that is signed; 0 where none is. */
  long signed() {
    return signed;
  }

  /** Whether the chain has a signed end. */
  boolean ended() {
    return ended;
  }

  /** The SHA-256 that is signed of a record; {@code null} where that one is in no checkpoint. */
  @Nullable String recordAt(long seq) throws IOException {
    while (lines != null && (next == null || next.seq() < seq)) {
      Line line = lines.next();
      if (line == null) {
        return null;
      }
      ChainLine parsed = ChainLine.parse(line.text());
      next = parsed == null ? next : parsed;
    }
    return next != null && next.seq() == seq ? next.record() : null;
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
