package com.tickiti.attachments.server.maintenance;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a verification is, in a file of JSON lines that the next one goes on from: the store's
 * id; then, for each page of blobs, the faults found and the last digest. A page that is not
 * written whole does not count. Only one verification at a time has the file; not thread-safe.
 */
public final class VerifyJournal implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable Path path;
  private final @Nullable FileChannel channel;
  private final List<BlobFault> faults = new ArrayList<>();
  private @Nullable Digest last;
  private long checked;
  private long bytes;

  private VerifyJournal(@Nullable Path path, @Nullable FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Keeps nothing: each verification begins at the first blob. */
  public static VerifyJournal none() {
    return new VerifyJournal(null, null);
  }

  /**
   * Opens {@code path}, which is made where there is none.
   *
   * @throws CommandFailure where it is another store's, no such file, or in use
   */
  public static VerifyJournal open(Path path, StoreId store) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      VerifyJournal journal = new VerifyJournal(path, channel);
      try {
        journal.lock(path, channel);
        journal.read(path, channel, store);
        return journal;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure("--resume: " + path + " (expected: a file in a directory)");
    }
  }

  /** The last blob that was checked; {@code null} where none was. */
  @Nullable Digest last() {
    return last;
  }

  /** Blobs checked up to {@link #last}. */
  long checked() {
    return checked;
  }

  /** Bytes read up to {@link #last}. */
  long bytes() {
    return bytes;
  }

  /** What was found up to {@link #last}. */
  List<BlobFault> faults() {
    return List.copyOf(faults);
  }

  /** Keeps that a page was checked. The numbers are of all pages up to it. */
  void add(List<BlobFault> found, Digest lastOfPage, long checkedBlobs, long readBytes)
      throws IOException {
    if (channel == null) {
      return;
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (JsonGenerator json = generator(lines)) {
      for (BlobFault fault : found) {
        fault.write(json);
      }
      json.writeStartObject();
      json.writeStringField("last", lastOfPage.hex());
      json.writeNumberField("checked", checkedBlobs);
      json.writeNumberField("bytes", readBytes);
      json.writeEndObject();
      json.writeRaw('\n');
    }
    write(channel, lines.toByteArray());
  }

  /** All is verified: the next one begins anew. */
  void end() throws IOException {
    if (path != null) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  private void lock(Path file, FileChannel open) throws IOException {
    try {
      if (open.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Another verification in this process has it.
    }
    throw new CommandFailure("--resume: " + file + " is in use by another verify");
  }

  private void read(Path file, FileChannel open, StoreId store) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    int headEnd = text.indexOf('\n');
    if (headEnd < 0) {
      requireOurs(file, text.isEmpty());
      begin(open, store);
      return;
    }
    requireHead(file, text.substring(0, headEnd), store);
    int whole = headEnd + 1;
    List<BlobFault> ofPage = new ArrayList<>();
    for (int from = whole, to = text.indexOf('\n', from);
        to >= 0;
        from = to + 1, to = text.indexOf('\n', from)) {
      JsonNode line = parse(file, text.substring(from, to));
      if (line.has("last")) {
        last = new Digest(line.path("last").asText());
        checked = line.path("checked").longValue();
        bytes = line.path("bytes").longValue();
        faults.addAll(ofPage);
        ofPage.clear();
        whole = to + 1;
      } else {
        ofPage.add(BlobFault.read(line));
      }
    }
    open.truncate(whole);
    open.position(whole);
  }

  private static void begin(FileChannel open, StoreId store) throws IOException {
    write(open, ("{\"verify\":\"" + store + "\"}\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static void requireHead(Path file, String line, StoreId store) {
    String found = parse(file, line).path("verify").asText();
    requireOurs(file, !found.isEmpty());
    if (!found.equals(store.text())) {
      throw new CommandFailure(
          "--resume: "
              + file
              + " is of the blob store with id "
              + found
              + " (expected: of this one, "
              + store
              + ")");
    }
  }

  private static void requireOurs(Path file, boolean ours) {
    if (!ours) {
      throw new CommandFailure(
          "--resume: " + file + " (expected: a file that verify --resume has made, or none)");
    }
  }

  private static JsonNode parse(Path file, String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "--resume: " + file + " (expected: a file that verify --resume has made, or none)");
    }
  }

  private static JsonGenerator generator(ByteArrayOutputStream lines) throws IOException {
    return new JsonFactoryBuilder()
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
        .rootValueSeparator("\n")
        .build()
        .createGenerator(lines);
  }

  private static void write(FileChannel open, byte[] lines) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(lines);
    while (buffer.hasRemaining()) {
      var unused = open.write(buffer);
    }
  }
}
