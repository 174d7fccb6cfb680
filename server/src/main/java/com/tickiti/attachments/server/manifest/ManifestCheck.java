package com.tickiti.attachments.server.manifest;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.maintenance.Amount;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.metadata.helpdesk.HelpdeskImport;
import com.tickiti.attachments.server.upload.BlobIngest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds every line of a manifest that an import would stop at, and every attachment that the rules
 * would block. Stores and records nothing. Used once; not thread-safe.
 */
public final class ManifestCheck {

  private final ManifestSource manifest;
  private final DataStores stores;
  private final BlobIngest ingest;
  private final Progress progress;
  private final List<Finding> findings = new ArrayList<>();
  private ManifestLoader.Loaded loaded = new ManifestLoader.Loaded(0, 0, 0);

  public ManifestCheck(ManifestSource manifest, DataStores stores, Progress progress) {
    this.manifest = manifest;
    this.stores = stores;
    this.ingest = new BlobIngest(stores.blobs(), stores.staging(), new TypeDetector());
    this.progress = progress;
  }

  /** Runs it. */
  public Result run() throws IOException {
    try {
      HelpdeskImport.tryOut(stores.database(), this::load)
          .forEach((requirement, line) -> bad(line, UnmetRequirements.sentence(requirement)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    findings.sort(Comparator.comparingLong(Finding::line));
    return new Result(loaded, List.copyOf(findings));
  }

  private void load(HelpdeskImport rows) {
    try (ManifestLines lines = manifest.lines();
        FileReader files = new FileReader(manifest.files(), ingest::inspect, digest -> false)) {
      loaded = new ManifestLoader(rows, files, progress, this::bad, true).load(lines);
      rows.blockedAttachments()
          .forEach(
              (line, attachment) ->
                  findings.add(
                      new Finding(
                          line, at(line, "would be blocked: " + attachment.name()), false)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void bad(long line, @Nullable String message) {
    findings.add(new Finding(line, at(line, message), true));
  }

  private String at(long line, @Nullable String message) {
    return manifest.at(line) + ": " + message;
  }

  /**
   * What was found about one line.
   *
   * @param line its number, from 1
   * @param text the manifest, the line and what is to be said
   * @param bad whether an import would stop at it
   */
  public record Finding(long line, String text, boolean bad) {}

  /**
   * What was found.
   *
   * @param loaded what the manifest holds
   * @param findings in the order of the lines
   */
  public record Result(ManifestLoader.Loaded loaded, List<Finding> findings) {

    /** Whether an import would take the manifest. */
    public boolean good() {
      return findings.stream().noneMatch(Finding::bad);
    }

    @Override
    public String toString() {
      long bad = findings.stream().filter(Finding::bad).count();
      return "checked %s (%s, %s): %s, %d would be blocked"
          .formatted(
              Amount.count(loaded.records(), "record"),
              Amount.count(loaded.attachments(), "attachment"),
              Amount.bytes(loaded.bytes()),
              Amount.count(bad, "bad line"),
              findings.size() - bad);
    }
  }
}
