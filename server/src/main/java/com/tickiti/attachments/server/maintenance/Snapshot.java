package com.tickiti.attachments.server.maintenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.metadata.snapshot.SnapshotRows;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code manifest.json} of a snapshot says; the fields are in this order.
 *
 * @param format version of the layout, {@value #FORMAT}
 * @param program version of the program that wrote it
 * @param createdAt when its rows were read, in ISO 8601
 * @param schema version of the database's schema
 * @param blobStore the id of the blob store that the database belongs to
 * @param rows of the database
 * @param contents how many contents there are
 * @param contentBytes the sizes of those that are in the backup
 * @param missing SHA-256 of those that attachments refer to and that the blob store did not have,
 *     or had damaged
 */
record Snapshot(
    int format,
    String program,
    String createdAt,
    String schema,
    String blobStore,
    SnapshotRows rows,
    long contents,
    long contentBytes,
    List<String> missing) {

  static final int FORMAT = 1;

  /** The file that lists the contents. */
  static final String CONTENTS = "contents.copy";

  private static final String MANIFEST = "manifest.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file of a table's rows. */
  static String fileOf(String table) {
    return table + ".copy";
  }

  /** Rows of all tables. */
  long rowCount() {
    return rows.tables().stream().mapToLong(SnapshotRows.TableRows::rows).sum();
  }

  /** Begins the file of contents. */
  static OutputStream createContents(SummedFiles files) throws IOException {
    return files.create(CONTENTS);
  }

  /** Writes the manifest. */
  void write(SummedFiles files) throws IOException {
    try (OutputStream out = files.create(MANIFEST)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      out.write('\n');
    }
  }

  /**
   * Reads the manifest of a snapshot.
   *
   * @param files those that were found right
   * @throws IOException where the rows of a table are not among them
   */
  static Snapshot read(Path directory, Map<String, String> files) throws IOException {
    try {
      byte[] manifest = Files.readAllBytes(directory.resolve(MANIFEST));
      int format = JSON.readTree(manifest).path("format").asInt();
      if (format != FORMAT) {
        throw new CommandFailure(
            "%s has format %d (expected: %d)".formatted(directory, format, FORMAT));
      }
      Snapshot snapshot = JSON.readValue(manifest, Snapshot.class);
      for (SnapshotRows.TableRows table : snapshot.rows().tables()) {
        if (!files.containsKey(fileOf(table.table()))) {
          throw new IOException(directory + " has no rows of " + table.table());
        }
      }
      return snapshot;
    } catch (JsonProcessingException e) {
      throw new IOException(directory.resolve(MANIFEST) + " is damaged", e);
    }
  }

  /** The contents of a snapshot; the caller closes the stream. */
  @SuppressWarnings("StreamResourceLeak") // the caller closes it, and with it the file
  static Stream<Content> contents(Path directory) throws IOException {
    BufferedReader lines = Files.newBufferedReader(directory.resolve(CONTENTS));
    return lines.lines().map(Content::parse).onClose(() -> close(lines));
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A line of the list of contents.
   *
   * @param sha256 as recorded, which may be no digest
   * @param size as recorded; {@link BlobCopy.Item#ANY_SIZE} where none is
   * @param referred whether an attachment refers to it
   */
  record Content(String sha256, long size, boolean referred) {

    private static Content parse(String line) {
      String[] columns = line.split("\t", -1);
      return new Content(
          columns[0],
          columns[1].equals("\\N") ? BlobCopy.Item.ANY_SIZE : Long.parseLong(columns[1]),
          columns[2].equals("t"));
    }

    boolean isDigest() {
      return Digest.isValid(sha256);
    }

    BlobCopy.Item item() {
      return new BlobCopy.Item(new Digest(sha256), size);
    }
  }
}
