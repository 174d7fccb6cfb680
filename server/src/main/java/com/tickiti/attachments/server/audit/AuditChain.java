package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.audit.ChainLine.Event;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chain that one process's records make, over all of its files, and the chain's own file {@code
 * chain-<time>-<id>.chain} with signed checkpoints. {@link #linked} and {@link #advance} are called
 * by one thread at a time; all else is thread-safe.
 */
final class AuditChain implements Closeable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final AuditKey key;
  private final AuditFile file;

  private volatile Last last;
  private byte[] pending = new byte[0];

  // Guarded by this.
  private long lines = 1;
  private String lastLine;
  private long signedSeq;

  private AuditChain(String id, AuditKey key, AuditFile file, String firstLine) {
    this.id = id;
    this.key = key;
    this.file = file;
    this.lastLine = firstLine;
    this.last = new Last(0, firstLine);
  }

  /** Begins a chain that names the ends of the others in {@code directory}. */
  static AuditChain start(Path directory, AuditKey key, Instant now) throws IOException {
    List<ChainLine.Head> after = new ChainHeads(directory).unnamed();
    String id = HexFormat.of().toHexDigits(RANDOM.nextLong());
    ChainLine first =
        new ChainLine(id, 0, "", Event.STARTED, now, 0, "", AuditKey.id(key.publicKey()), after);
    byte[] line = first.signed(key);
    AuditFile file = AuditFile.createChain(directory, id, now);
    try {
      file.append(line);
      file.force();
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new AuditChain(id, key, file, RecordLink.hash(line, line.length - 1));
  }

  /**
   * The line of the next record, linked to the one before. Nothing has changed yet.
   *
   * @param begins the name of the file that it is the first of; {@code null} where it is of none
   */
  byte[] linked(byte[] line, @Nullable String begins) {
    Last before = last;
    pending = new RecordLink(id, before.seq + 1, before.hash, begins).linked(line);
    return pending;
  }

  /** What {@link #linked} returned is in the file: it is the last record now. */
  void advance() {
    last = new Last(last.seq + 1, RecordLink.hash(pending, pending.length - 1));
  }

  /** The last record. */
  Last last() {
    return last;
  }

  /**
   * Signs that {@code record}, and so all before it, is in its file, unless it is signed already.
   */
  synchronized void checkpoint(Last record) throws IOException {
    if (record.seq > signedSeq) {
      sign(Event.CHECKPOINT, record);
    }
  }

  /** Signs that {@code record} is the last one for good. */
  synchronized void end(Last record) throws IOException {
    sign(Event.ENDED, record);
  }

  private void sign(Event event, Last record) throws IOException {
    String hash = record.seq == 0 ? "" : record.hash;
    ChainLine line =
        new ChainLine(id, lines, lastLine, event, Instant.now(), record.seq, hash, "", List.of());
    byte[] signed = line.signed(key);
    file.append(signed);
    file.force();
    lastLine = RecordLink.hash(signed, signed.length - 1);
    lines++;
    signedSeq = record.seq;
  }

  /** Whether its own file is still found under its name. */
  boolean isInPlace() throws IOException {
    return file.isInPlace();
  }

  /** The chain's own file, for messages. */
  Path path() {
    return file.path();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * The last record of a chain.
   *
   * @param seq its number; 0 where there is none
   * @param hash the SHA-256 of its line, or of the line that begins the chain
   */
  record Last(long seq, String hash) {}
}
