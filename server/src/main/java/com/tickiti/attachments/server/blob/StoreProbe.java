package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tries on a real store what this program relies on. Stores one content of random bytes, which is
 * nobody else's, and removes it. Used once; not thread-safe.
 */
public final class StoreProbe {

  private static final int SIZE = 100_000;
  private static final int RANGE_START = 49_152;
  private static final int RANGE_LENGTH = 1_000;

  private final BlobStore store;
  private final byte[] content = new byte[SIZE];
  private final Digest digest;
  private final List<StoreProperty> properties = new ArrayList<>();

  /** Of {@code store}, which stays the caller's. */
  public StoreProbe(BlobStore store) {
    this.store = store;
    new SecureRandom().nextBytes(content);
    ContentHash hash = new ContentHash();
    hash.update(content, 0, content.length);
    this.digest = hash.finish().digest();
  }

  /** What is stored while {@link #run} runs. */
  public Digest digest() {
    return digest;
  }

  /**
   * Tries the properties that every store has to have.
   *
   * @param directory for a temporary file; of a store on disk, where uploads come from
   * @param more tried while the content is stored
   */
  public List<StoreProperty> run(Path directory, Attempts more) throws IOException {
    Path file = Files.createTempFile(directory, "doctor-", ".tmp");
    try {
      Files.write(file, content);
      if (attempt("put", "takes a content", "allow writing", () -> store.put(digest, file))) {
        whileStored(more);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return List.copyOf(properties);
  }

  private void whileStored(Attempts more) {
    try {
      attempt("read", "gives back the same bytes", "allow reading", this::requireSameBytes);
      attempt("range", "reads a part", "use a store that knows ranges", this::requireRange);
      attempt("size", "tells a content's size", "check what is in between", this::requireSize);
      attempt("contains", "knows what it has", "allow reading", () -> requireStored(true));
      attempt(
          "age",
          "keeps what is too new to remove",
          "set the clocks of this machine and the store",
          this::requireKeptWhenNew);
      properties.addAll(more.tried(content, digest));
    } finally {
      attempt("delete", "removes a content", "allow deleting", () -> store.delete(digest));
    }
    attempt(
        "missing",
        "tells what is absent from what is forbidden",
        "allow listing (s3:ListBucket)",
        () -> requireStored(false));
  }

  private boolean attempt(String name, String what, String remedy, Attempt attempt) {
    try {
      attempt.run();
      properties.add(StoreProperty.holds(name, what));
      return true;
    } catch (IOException | RuntimeException e) {
      properties.add(
          new StoreProperty(
              name, StoreProperty.State.BROKEN, String.valueOf(e.getMessage()), remedy));
      return false;
    }
  }

  private void requireSameBytes() throws IOException {
    try (BlobStore.OpenBlob blob = store.open(digest)) {
      require(
          blob.hash(count -> {}).digest().equals(digest), "the bytes read are not those stored");
    }
  }

  private void requireRange() throws IOException {
    try (BlobStore.OpenBlob blob = store.open(digest)) {
      ByteBuffer bytes = blob.read(RANGE_START, RANGE_LENGTH);
      byte[] read = new byte[bytes.remaining()];
      bytes.get(read);
      byte[] expected = Arrays.copyOfRange(content, RANGE_START, RANGE_START + read.length);
      require(read.length > 0 && Arrays.equals(read, expected), "not the range that was asked for");
      require(!blob.read(SIZE, 1).hasRemaining(), "there are bytes behind the end");
    }
  }

  private void requireSize() throws IOException {
    try (BlobStore.OpenBlob blob = store.open(digest)) {
      require(blob.size() == SIZE, "told " + blob.size() + " bytes of " + SIZE);
    }
  }

  private void requireStored(boolean stored) throws IOException {
    require(store.contains(digest) == stored, "a content is " + (stored ? "not there" : "there"));
  }

  private void requireKeptWhenNew() throws IOException {
    Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
    require(!store.deleteStoredBefore(digest, hourAgo), "took a new content for an old one");
    requireStored(true);
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  /** Tries something on the store. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException;
  }

  /** Properties of one kind of store. */
  @FunctionalInterface
  public interface Attempts {

    /** What came out for {@code content}, which is stored as {@code digest}. */
    List<StoreProperty> tried(byte[] content, Digest digest);
  }
}
