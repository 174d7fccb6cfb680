package com.tickiti.attachments.server.audit;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as JSON lines in files {@code audit-<time>.jsonl}, mode 0600. Each process begins a file
 * of its own, and another one each day (UTC) and each 100 MiB; none is ever removed. Each record
 * carries the SHA-256 of the one before, and what is on disk is signed once a second in the chain's
 * own file ({@link AuditChain}), so that {@link AuditVerification} finds what was changed.
 *
 * <p>A record is one {@code write(2)}, after which the end of this process cannot lose it. Every
 * second what was added is flushed to disk, so that a power failure loses a second at most. A
 * record of an end that cannot be written is held in memory until it can: there are no more of them
 * than transfers in flight when writing began to fail, since no new one may start.
 */
public final class FileAuditLog implements AuditLog {

  private static final Logger log = LoggerFactory.getLogger(FileAuditLog.class);
  private static final long MAX_FILE_BYTES = 100L << 20;
  private static final long FLUSH_MILLIS = 1_000;

  /** A full disk stops checkpoints and records alike, and the latter are reported at once. */
  private static final int UNSIGNED_FLUSHES_REPORTED = 10;

  /** Below this much free space a trial tells whether records can be written. */
  private static final long LITTLE_BYTES = 16L << 20;

  /** Room for some hundred records. */
  private static final int TRIAL_BYTES = 64 * 1024;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final AuditKey key;
  private final long maxFileBytes;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("audit-flush").build());

  /** Held while one thread flushes and signs; never waited for while {@code this} is held. */
  private final Object flushing = new Object();

  private final Queue<byte[]> owed = new ArrayDeque<>();
  private final List<AuditFile> finished = new ArrayList<>();
  private @Nullable AuditFile file;
  private @Nullable AuditChain chain;
  private boolean unflushed;
  private boolean begun;
  private boolean failing;

  // Guarded by flushing.
  private int unsigned;

  /**
   * Adds files to {@code directory}, which is created where it is absent.
   *
   * @param key signs the checkpoints
   */
  public FileAuditLog(Path directory, AuditKey key) throws IOException {
    this(directory, key, MAX_FILE_BYTES);
  }

  FileAuditLog(Path directory, AuditKey key, long maxFileBytes) throws IOException {
    this.directory = directory;
    this.key = key;
    this.maxFileBytes = maxFileBytes;
    Files.createDirectories(directory, OWNER_ONLY);
    var unusedSignature = key.sign(new byte[0]); // the first record begins a chain and waits for it
    var unused =
        timer.scheduleWithFixedDelay(
            this::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void require(AuditRecord record) throws AuditUnavailableException {
    byte[] line = AuditJson.line(record);
    synchronized (this) {
      try {
        writeOwed(record.time());
        write(line, record.time());
      } catch (IOException e) {
        complain(e);
        throw new AuditUnavailableException(e);
      }
    }
  }

  @Override
  public void add(AuditRecord record) {
    byte[] line = AuditJson.line(record);
    synchronized (this) {
      owed.add(line);
      tryWriteOwed(record.time());
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    boolean flushed = flush();
    synchronized (this) {
      if (!owed.isEmpty()) {
        log.error("{} audit records of ended transfers are lost", owed.size());
      }
      close(file);
      file = null;
      endChain(flushed);
    }
  }

  private void endChain(boolean flushed) {
    AuditChain ending = chain;
    chain = null;
    if (ending == null) {
      return;
    }
    try (ending) {
      if (flushed && !unflushed) {
        ending.end(ending.last());
      }
    } catch (IOException e) {
      log.warn("the audit chain has no signed end: {}", reason(e));
    }
  }

  private void tryWriteOwed(Instant now) {
    try {
      writeOwed(now);
    } catch (IOException e) {
      complain(e);
    }
  }

  private void writeOwed(Instant now) throws IOException {
    while (!owed.isEmpty()) {
      write(owed.element(), now);
      owed.remove();
    }
  }

  private void write(byte[] line, Instant now) throws IOException {
    appendInPlace(line, now);
    unflushed = true;
    if (failing) {
      failing = false;
      log.warn("the audit log is written again");
    }
  }

  /** A record counts once the file that holds it is found under its name. */
  private void appendInPlace(byte[] line, Instant now) throws IOException {
    AuditFile open = open(now);
    append(open, line, now);
    if (!open.isInPlace()) {
      leave(open);
      AuditFile next = open(now);
      append(next, line, now);
      if (!next.isInPlace()) {
        throw new NoSuchFileException(next.path().toString(), null, "is removed at once");
      }
    }
  }

  private void append(AuditFile open, byte[] line, Instant now) throws IOException {
    AuditChain current = chain(now);
    open.append(current.linked(line, open.isEmpty() ? open.path().getFileName().toString() : null));
    current.advance();
  }

  private synchronized AuditChain chain(Instant now) throws IOException {
    AuditChain current = chain;
    if (current == null) {
      current = AuditChain.start(directory, key, now);
      begun = true;
      chain = current;
    }
    return current;
  }

  /** Records in a file that was removed are gone; what comes goes into another one. */
  private void leave(AuditFile removed) {
    log.error(
        "the audit file {} was removed or renamed while in use: its records may be lost; another"
            + " file follows",
        removed.path());
    close(removed);
  }

  private void leaveIfRemoved() {
    AuditFile open = file;
    try {
      if (open != null && open.isOpen() && !open.isInPlace()) {
        leave(open);
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private AuditFile open(Instant now) throws IOException {
    AuditFile open = file;
    if (open != null && open.isOpen() && !open.isFull(maxFileBytes, now) && !open.isInPlace()) {
      leave(open);
    }
    if (open != null && open.isOpen() && !open.isFull(maxFileBytes, now)) {
      return open;
    }
    AuditFile next = create(now);
    begun = true;
    if (open != null) {
      finished.add(open);
    }
    file = next;
    return next;
  }

  private AuditFile create(Instant now) throws IOException {
    try {
      return AuditFile.create(directory, now);
    } catch (NoSuchFileException e) {
      Files.createDirectory(directory, OWNER_ONLY);
      return AuditFile.create(directory, now);
    }
  }

  /**
   * Looks at the space that is left, and where there is little of it, or writing has failed, tries
   * to write.
   */
  @Override
  public void probe() throws IOException {
    boolean doubtful;
    synchronized (this) {
      doubtful = failing;
    }
    if (doubtful
        || !Files.isDirectory(directory)
        || Files.getFileStore(directory).getUsableSpace() < LITTLE_BYTES) {
      tryToWrite();
    }
  }

  private void tryToWrite() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, OWNER_ONLY);
    }
    Path trial = Files.createTempFile(directory, "trial-", ".tmp");
    try {
      Files.write(trial, new byte[TRIAL_BYTES], StandardOpenOption.SYNC);
    } finally {
      Files.delete(trial);
    }
  }

  private void complain(IOException e) {
    if (!failing) {
      failing = true;
      log.error("the audit log cannot be written, nothing is served until it can: {}", reason(e));
    }
  }

  /** What happened, without the name of the file. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException failure && failure.getReason() != null
        ? failure.getReason()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /**
   * fsync runs outside the lock, so that writers are not blocked; so does signing what is on disk
   * then.
   *
   * @return whether all that was added is on disk
   */
  boolean flush() {
    synchronized (flushing) {
      return flushAlone();
    }
  }

  private boolean flushAlone() {
    List<AuditFile> done;
    AuditFile current;
    boolean newName;
    AuditChain signing;
    AuditChain.Last last;
    synchronized (this) {
      leaveIfRemoved();
      tryWriteOwed(Instant.now());
      done = List.copyOf(finished);
      finished.clear();
      current = unflushed ? file : null;
      unflushed = false;
      newName = begun;
      begun = false;
      signing = chain;
      last = signing == null ? null : signing.last();
    }
    try {
      for (AuditFile each : done) {
        if (each.isOpen()) {
          each.force();
        }
        close(each);
      }
      if (current != null) {
        current.force();
      }
      if (newName) {
        flushDirectory();
      }
    } catch (IOException e) {
      log.error("the audit log cannot be flushed to disk: {}", reason(e));
      giveUp(current);
      return false;
    }
    if (signing != null && last != null) {
      sign(signing, last);
    }
    return true;
  }

  private void sign(AuditChain signing, AuditChain.Last last) {
    try {
      signing.checkpoint(last);
      if (!signing.isInPlace()) {
        leave(signing);
      }
      unsigned = 0;
    } catch (IOException e) {
      unsigned++;
      if (unsigned == UNSIGNED_FLUSHES_REPORTED && !isFailing()) {
        log.error("the audit log's checkpoints cannot be signed: {}", reason(e));
      }
    }
  }

  private synchronized boolean isFailing() {
    return failing;
  }

  /** Without its own file a chain proves nothing: another one follows, in files of its own. */
  private synchronized void leave(AuditChain removed) {
    log.error(
        "the audit chain's file {} was removed or renamed while in use: another chain follows",
        removed.path());
    if (chain == removed) {
      chain = null;
      if (file != null) {
        finished.add(file);
        file = null;
      }
    }
    try {
      removed.close();
    } catch (IOException e) {
      log.warn("an audit chain's file does not close: {}", reason(e));
    }
  }

  /** What a file holds after a failed flush is anyone's guess, so that another one follows it. */
  private synchronized void giveUp(@Nullable AuditFile failed) {
    if (failed != null && failed == file) {
      close(failed);
    }
  }

  private void flushDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void close(@Nullable AuditFile file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      log.warn("an audit file does not close: {}", reason(e));
    }
  }
}
