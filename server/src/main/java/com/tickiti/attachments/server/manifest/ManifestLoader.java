package com.tickiti.attachments.server.manifest;

import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.manifest.ManifestRecord.Attachment;
import com.tickiti.attachments.server.manifest.ManifestRecord.Row;
import com.tickiti.attachments.server.metadata.helpdesk.HelpdeskImport;
import com.tickiti.attachments.server.metadata.helpdesk.HelpdeskRow;
import com.tickiti.attachments.server.metadata.helpdesk.ImportedFile;
import com.tickiti.attachments.server.metadata.helpdesk.RepeatedKeyException;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertAttachment;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Brings the lines of a manifest into an import: rows as they come, attachments once their files
 * have been read. Used once; not thread-safe.
 */
final class ManifestLoader {

  /** So many attachments are looked up together, and read while the next ones are parsed. */
  private static final int ATTACHMENTS_AHEAD = 500;

  private final HelpdeskImport rows;
  private final FileReader files;
  private final Progress progress;
  private final Problems problems;
  private final boolean reread;

  private final List<Line> parsed = new ArrayList<>();
  private final Deque<Reading> reading = new ArrayDeque<>();
  private int records;
  private int attachments;
  private long bytes;

  /**
   * A loader.
   *
   * @param problems told of each line that is at fault; where it throws, the loading ends
   * @param reread whether files are read that look unchanged
   */
  ManifestLoader(
      HelpdeskImport rows, FileReader files, Progress progress, Problems problems, boolean reread) {
    this.rows = rows;
    this.files = files;
    this.progress = progress;
    this.problems = problems;
    this.reread = reread;
  }

  /** Loads all lines. */
  Loaded load(ManifestLines lines) throws IOException {
    boolean more = true;
    while (more) {
      try {
        String line = lines.next();
        more = line != null;
        if (line != null && !line.isBlank()) {
          records++;
          add(lines.number(), ManifestRecord.parse(line));
        }
      } catch (BadLineException e) {
        // A line above it may be at fault as well, and is named first.
        finishAll();
        problems.found(lines.number(), e.getMessage());
      }
    }
    finishAll();
    return new Loaded(records, attachments, bytes);
  }

  private void add(long number, ManifestRecord found) throws IOException {
    if (found instanceof Row row) {
      add(number, row.row());
    } else if (found instanceof Attachment attachment) {
      attachments++;
      parsed.add(new Line(number, attachment));
      if (parsed.size() == ATTACHMENTS_AHEAD) {
        beginReading();
        finish(ATTACHMENTS_AHEAD);
      }
    }
  }

  private void add(long number, HelpdeskRow row) {
    try {
      rows.add(number, row);
    } catch (RepeatedKeyException e) {
      throw new BadLineException(
          "repeats line " + e.firstLine() + " (expected: each record once in a manifest)");
    }
  }

  private void beginReading() {
    Map<Long, ImportedFile> before =
        reread
            ? Map.of()
            : rows.importedFiles(parsed.stream().map(line -> line.attachment().id()).toList());
    for (Line line : parsed) {
      reading.add(
          new Reading(line, files.read(line.attachment(), before.get(line.attachment().id()))));
    }
    parsed.clear();
  }

  private void finishAll() throws IOException {
    beginReading();
    finish(0);
  }

  private void finish(int remaining) throws IOException {
    while (reading.size() > remaining) {
      Reading next = reading.remove();
      try {
        add(next.line(), content(next.content()));
      } catch (BadLineException e) {
        problems.found(next.line().number(), e.getMessage());
      }
    }
  }

  private void add(Line line, FileReader.Content content) {
    Attachment attachment = line.attachment();
    add(
        line.number(),
        new UpsertAttachment(
            attachment.id(),
            attachment.responseId(),
            attachment.name(),
            content.digest(),
            attachment.inline()));
    if (content.blob() != null) {
      rows.add(content.blob());
    }
    if (content.file() != null) {
      rows.add(content.file());
    }
    bytes += content.size();
    progress.step(content.size());
  }

  private static FileReader.Content content(Future<FileReader.Content> reading) throws IOException {
    try {
      return reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException wrong) {
        throw wrong;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private record Line(long number, Attachment attachment) {}

  private record Reading(Line line, Future<FileReader.Content> content) {}

  /**
   * What was loaded.
   *
   * @param records lines that say something
   * @param attachments how many of them are attachments
   * @param bytes sizes of all attachments together
   */
  public record Loaded(int records, int attachments, long bytes) {}

  /** Is told of lines that are at fault. */
  @FunctionalInterface
  interface Problems {
    void found(long line, @Nullable String message);
  }
}
