package com.tickiti.attachments.server.fault;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A system whose stored bytes and recorded piece digests can be got at. */
public final class CorruptibleHelpdesk implements AutoCloseable {

  private static final long MAX_UPLOAD_BYTES = 1 << 20;

  private final Optional<S3Location> bucket;
  private final TestHelpdesk helpdesk;
  private final Random random;
  private long lastId = 1_000;

  public CorruptibleHelpdesk(Store store, Path directory, long cacheBytes, Random random)
      throws IOException {
    this.bucket = store == Store.S3 ? Optional.of(S3Server.newBucket()) : Optional.empty();
    List<String> options = new ArrayList<>();
    options.add("--max-upload-bytes=" + MAX_UPLOAD_BYTES);
    options.add("--cache-bytes=" + cacheBytes);
    bucket.map(S3Server::options).ifPresent(options::addAll);
    this.helpdesk = new TestHelpdesk(directory, options.toArray(String[]::new));
    this.random = random;
  }

  public ServerConfig config() {
    return helpdesk.config();
  }

  public String httpUri() {
    return helpdesk.server().httpUri();
  }

  public String grpcTarget() {
    return helpdesk.server().grpcTarget();
  }

  /** Adds an attachment of random bytes, none of which is 0. */
  public Stored attach(int size) throws IOException {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (1 + random.nextInt(255));
    }
    long id = ++lastId;
    Digest digest = helpdesk.attach(id, id + ".txt", bytes);
    Path file =
        bucket.map(s3 -> S3Server.fileOf(s3, digest)).orElseGet(() -> helpdesk.blobFile(digest));
    return new Stored(id, digest, bytes, file);
  }

  /** Turns a bit of a content's recorded piece digests over. */
  public void flipRecorded(Stored content, int bit) {
    helpdesk
        .database()
        .sql()
        .execute(
            "UPDATE blobs SET piece_sha256 = set_bit(piece_sha256, ?, 1 - get_bit(piece_sha256, ?))"
                + " WHERE sha256 = ?",
            bit,
            bit,
            content.digest.hex());
  }

  @Override
  public void close() throws IOException {
    helpdesk.close();
  }

  /** Where the bytes are. */
  public enum Store {
    DISK,
    S3
  }

  /** A content and the file that it is stored in. */
  public static final class Stored {
    public final long id;
    public final byte[] bytes;
    private final Digest digest;
    private final Path file;

    private Stored(long id, Digest digest, byte[] bytes, Path file) {
      this.id = id;
      this.digest = digest;
      this.bytes = bytes;
      this.file = file;
    }

    public void replaceBy(byte[] bad) throws IOException {
      Files.write(file, bad);
    }

    public void mend() throws IOException {
      Files.write(file, bytes);
    }
  }
}
