package com.tickiti.attachments.server.manifest;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.maintenance.Amount;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.manifest.ManifestRecord.Attachment;
import com.tickiti.attachments.server.manifest.ManifestRecord.Row;
import com.tickiti.attachments.server.metadata.helpdesk.HelpdeskImport;
import com.tickiti.attachments.server.metadata.helpdesk.Requirement;
import com.tickiti.attachments.server.metadata.helpdesk.UnmetRequirementException;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertAttachment;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.upload.BlobIngest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Imports one manifest, all or nothing. Used once; not thread-safe. */
public final class ManifestImport {

  private final Path manifest;
  private final DataStores stores;
  private final BlobIngest ingest;
  private final Progress progress;
  private int records;
  private int attachments;
  private long bytes;

  public ManifestImport(Path manifest, DataStores stores, Progress progress) {
    this.manifest = manifest;
    this.stores = stores;
    this.ingest = new BlobIngest(stores.blobs(), stores.staging(), new TypeDetector());
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @return what was imported
   * @throws CommandFailure where a line is at fault, which it names
   */
  public Summary run() throws IOException {
    try {
      int newBlobs = HelpdeskImport.run(stores.database(), this::addAll);
      return new Summary(records, attachments, newBlobs, bytes);
    } catch (UnmetRequirementException e) {
      throw badLine(e.line(), unmet(e.requirement()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void addAll(HelpdeskImport rows) {
    try (ManifestLines lines = new ManifestLines(open())) {
      ManifestFiles files = new ManifestFiles(manifest);
      addAll(lines, files, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addAll(ManifestLines lines, ManifestFiles files, HelpdeskImport rows)
      throws IOException {
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          add(lines.number(), ManifestRecord.parse(line), files, rows);
          records++;
        }
        progress.stepTo(lines.position());
      }
    } catch (BadLineException e) {
      throw badLine(lines.number(), e.getMessage());
    }
  }

  private void add(long line, ManifestRecord parsed, ManifestFiles files, HelpdeskImport rows)
      throws IOException {
    if (parsed instanceof Row other) {
      rows.add(line, other.row());
    } else if (parsed instanceof Attachment attachment) {
      StoredBlob blob = store(attachment.file(), files);
      rows.add(blob);
      rows.add(
          line,
          new UpsertAttachment(
              attachment.id(),
              attachment.responseId(),
              attachment.name(),
              blob.digest(),
              attachment.inline()));
      attachments++;
      bytes += blob.size();
    }
  }

  private StoredBlob store(String file, ManifestFiles files) throws IOException {
    try (InputStream content = files.open(file)) {
      return ingest.ingest(content);
    }
  }

  private InputStream open() throws IOException {
    try {
      return Files.newInputStream(manifest);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(manifest + ": does not exist");
    }
  }

  private CommandFailure badLine(long line, @Nullable String message) {
    return new CommandFailure(manifest + ":" + line + ": " + message);
  }

  private static String unmet(Requirement requirement) {
    long value = requirement.value();
    return switch (requirement.kind()) {
      case USER -> "user_id: " + value + " (expected: a user of the file or recorded before)";
      case QUEUE -> "queue_id: " + value + " (expected: a queue of the file or recorded before)";
      case TICKET -> "ticket_id: " + value + " (expected: a ticket of the file or recorded before)";
      case RESPONSE ->
          "response_id: " + value + " (expected: a response of the file or recorded before)";
      case TICKET_NUMBER -> "number: " + value + " (expected: a number that no other ticket has)";
    };
  }

  /**
   * What was imported.
   *
   * @param records lines that say something
   * @param attachments how many of them are attachments
   * @param newBlobs contents that were not recorded before
   * @param bytes sizes of all attachments together
   */
  public record Summary(int records, int attachments, int newBlobs, long bytes) {
    @Override
    public String toString() {
      return "imported %s (%s, %s, %s)"
          .formatted(
              Amount.count(records, "record"),
              Amount.count(attachments, "attachment"),
              Amount.count(newBlobs, "new blob"),
              Amount.bytes(bytes));
    }
  }
}
