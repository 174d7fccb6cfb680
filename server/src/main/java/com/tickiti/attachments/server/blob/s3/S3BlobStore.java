package com.tickiti.attachments.server.blob.s3;

import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.StoreMarker;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs as objects {@code <prefix>ab/cd/<sha256>} of an S3 bucket: the layout of the files of a
 * blob store on disk, so that either can be copied to the other. A content is a local file, sent
 * with its digest in one request, which S3 carries out whole or not at all; what a client gives up
 * on may still come to be, as an orphan. Contents of up to 5 GiB.
 */
public final class S3BlobStore implements BlobStore {

  private static final int READ_AHEAD_HEAP_SHARE = 16;
  private static final long MAX_READ_AHEAD_BYTES = 64L << 20;

  private static final Logger log = LoggerFactory.getLogger(S3BlobStore.class);

  private final S3Location location;
  private final S3Requests requests;
  private final ReadAheadBudget readAhead =
      new ReadAheadBudget(
          Math.min(Runtime.getRuntime().maxMemory() / READ_AHEAD_HEAP_SHARE, MAX_READ_AHEAD_BYTES));

  private volatile ChecksumProbe.Outcome checksums = ChecksumProbe.Outcome.UNKNOWN;

  /**
   * A store in a bucket, which need not be there yet.
   *
   * @throws IllegalArgumentException where no region is set anywhere
   */
  public S3BlobStore(S3Location location) {
    this.location = location;
    this.requests = new S3Requests(location);
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    String key = key(digest);
    try {
      S3Requests.Part first = requests.get(key, 0, S3OpenBlob.FIRST_WINDOW_BYTES);
      return new S3OpenBlob(requests, key, first, readAhead);
    } catch (NoSuchKeyException e) {
      throw new BlobMissingException(digest, "s3://" + location.bucket() + "/" + key);
    }
  }

  @Override
  public void prepareToStore() {
    if (checksums != ChecksumProbe.Outcome.UNKNOWN) {
      return;
    }
    ChecksumProbe.Outcome found = new ChecksumProbe(location).run(requests);
    checksums = found;
    if (found == ChecksumProbe.Outcome.TAKEN) {
      log.warn(
          "{} takes bytes of another SHA-256: uploads are read back before they are acknowledged",
          location);
    }
  }

  /** {@inheritDoc} Where the server does not check the digest, what it has stored is read back. */
  @Override
  public void put(Digest digest, Path file) throws IOException {
    prepareToStore();
    // Also over an existing object: the bytes that come are verified, the ones that are there may
    // rot, and gc is to see when it was stored last.
    String sha256 = Base64.getEncoder().encodeToString(digest.toBytes());
    for (int tries = 1; ; tries++) {
      requests.put(key(digest), file, Files.size(file), sha256);
      if (checksums == ChecksumProbe.Outcome.REFUSED || isStoredRight(digest)) {
        return;
      }
      if (tries == S3Requests.MAX_TRIES) {
        requests.delete(key(digest));
        throw new IOException(
            requests.uri(key(digest)) + " is not what was sent, " + tries + " times");
      }
    }
  }

  private boolean isStoredRight(Digest digest) throws IOException {
    try (OpenBlob blob = open(digest)) {
      return blob.hash(read -> {}).digest().equals(digest);
    }
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    return lastStored(digest).isPresent();
  }

  /** Only who may list the bucket is told that an object is not there. */
  @Override
  public Optional<StoreId> id() throws IOException {
    try {
      ByteBuffer bytes = requests.get(marker(), 0, StoreMarker.MAX_BYTES).bytes();
      byte[] content = new byte[bytes.remaining()];
      bytes.get(content);
      return Optional.of(StoreMarker.parse(content, requests.uri(marker())));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /**
   * {@inheritDoc} A service that does not know conditional requests lets the last of several win,
   * so that what is there is read in any case.
   */
  @Override
  public StoreId identify(StoreId id) throws IOException {
    Optional<StoreId> there = id();
    if (there.isPresent()) {
      return there.get();
    }
    requests.putIfAbsent(marker(), StoreMarker.bytes(id));
    return id().orElseThrow(() -> new IOException(requests.uri(marker()) + " does not stay"));
  }

  private String marker() {
    return location.key(StoreMarker.NAME);
  }

  @Override
  public void delete(Digest digest) throws IOException {
    requests.delete(key(digest)); // without a look at its age
  }

  /**
   * {@inheritDoc} S3 has no deletion on condition of age: what is stored again between the look and
   * the deletion, some milliseconds, goes with it, so that who stores looks again once it is
   * recorded.
   */
  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    Optional<Instant> stored = lastStored(digest);
    if (stored.isPresent()) {
      if (!stored.get().isBefore(time)) {
        return false;
      }
      requests.delete(key(digest));
    }
    return true;
  }

  @Override
  public Stream<Entry> list() throws IOException {
    return Stream.iterate(requests.list(""), Objects::nonNull, this::next)
        .flatMap(page -> page.contents().stream())
        .flatMap(object -> entry(object).stream());
  }

  @Override
  public void close() {
    requests.close();
  }

  /** How much more may be read ahead. */
  long freeReadAheadBytes() {
    return readAhead.freeBytes();
  }

  private Optional<Instant> lastStored(Digest digest) throws IOException {
    return requests.head(key(digest)).map(found -> latest(found.lastModified()));
  }

  private @Nullable ListObjectsV2Response next(ListObjectsV2Response page) {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    try {
      return requests.list(page.contents().get(page.contents().size() - 1).key());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Entry> entry(S3Object object) {
    String name = object.key().substring(object.key().lastIndexOf('/') + 1);
    if (!Digest.isValid(name) || !object.key().equals(key(new Digest(name)))) {
      return Optional.empty();
    }
    return Optional.of(new Entry(new Digest(name), object.size(), latest(object.lastModified())));
  }

  private String key(Digest digest) {
    String hex = digest.hex();
    return location.key(hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex);
  }

  /** S3 keeps whole seconds; who asks whether something is old must not take it for older. */
  private static Instant latest(Instant lastModified) {
    return lastModified.plusSeconds(1);
  }
}
