package com.tickiti.attachments.server.manifest;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.maintenance.Amount;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.metadata.helpdesk.HelpdeskImport;
import com.tickiti.attachments.server.metadata.helpdesk.UnmetRequirementException;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.upload.BlobIngest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Imports one manifest, all or nothing. Used once; not thread-safe. */
public final class ManifestImport {

  private final ManifestSource manifest;
  private final DataStores stores;
  private final BlobIngest ingest;
  private final Progress progress;
  private final boolean reread;
  private ManifestLoader.Loaded loaded = new ManifestLoader.Loaded(0, 0, 0);

  /**
   * An import.
   *
   * @param reread whether files are read that look unchanged since they were imported
   */
  public ManifestImport(
      ManifestSource manifest, DataStores stores, Progress progress, boolean reread) {
    this.manifest = manifest;
    this.stores = stores;
    this.ingest = new BlobIngest(stores.blobs(), stores.staging(), new TypeDetector());
    this.progress = progress;
    this.reread = reread;
  }

  /**
   * Runs it.
   *
   * @return what was imported
   * @throws CommandFailure where a line is at fault, which it names
   */
  public Summary run() throws IOException {
    try {
      return new Summary(loaded, HelpdeskImport.run(stores.database(), this::load));
    } catch (UnmetRequirementException e) {
      throw badLine(e.line(), UnmetRequirements.sentence(e.requirement()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void load(HelpdeskImport rows) {
    try (ManifestLines lines = manifest.lines();
        FileReader files =
            new FileReader(manifest.files(), this::store, stores.blobs()::contains)) {
      loaded = new ManifestLoader(rows, files, progress, this::fail, reread).load(lines);
      progress.note("recording");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StoredBlob store(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return ingest.ingest(content);
    }
  }

  private void fail(long line, @Nullable String message) {
    throw badLine(line, message);
  }

  private CommandFailure badLine(long line, @Nullable String message) {
    return new CommandFailure(manifest.at(line) + ": " + message);
  }

  /**
   * What was imported.
   *
   * @param loaded what the manifest holds
   * @param written what it changed
   */
  public record Summary(ManifestLoader.Loaded loaded, HelpdeskImport.Written written) {
    @Override
    public String toString() {
      return "imported %s (%s, %s, %s): %d new, %d changed, %d unchanged"
          .formatted(
              Amount.count(loaded.records(), "record"),
              Amount.count(loaded.attachments(), "attachment"),
              Amount.count(written.newBlobs(), "new blob"),
              Amount.bytes(loaded.bytes()),
              written.rows().inserted(),
              written.rows().updated(),
              written.rows().unchanged());
    }
  }
}
