package com.tickiti.attachments.server;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.metadata.UpsertBlob;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.server.staging.StagingDirectory;
import com.tickiti.attachments.server.upload.BlobIngest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole running system with a small helpdesk in it: ticket 220009 (id 1) in a queue that Priya
 * (user 7) may see, with response 42; ticket 220010 (id 2) in one she may not, with response 43;
 * ticket 220011 (id 3), which she may see, with response 44. Every token's secret is {@link
 * #SECRET}.
 */
public final class TestHelpdesk implements AutoCloseable {

  public static final String SECRET = "s3cret-of-the-tests";

  /** Tokens by id. */
  public static final String READER = "14|" + SECRET;

  public static final String WRITER = "15|" + SECRET;
  public static final String NO_ABILITY = "16|" + SECRET;
  public static final String NOT_STAFF = "17|" + SECRET;
  public static final String EXPIRED = "18|" + SECRET;
  public static final String REVOKED = "19|" + SECRET;

  private final TestDatabase database;
  private final Path directory;
  private final BlobStore blobs;
  private final ServerConfig config;
  private final AttachmentServer server;

  public TestHelpdesk(Path directory, long maxUploadBytes) throws IOException {
    this(directory, "--max-upload-bytes=" + maxUploadBytes);
  }

  /** Starts the system; its blobs are below {@code directory} unless {@code options} differ. */
  public TestHelpdesk(Path directory, String... options) throws IOException {
    this(directory, new TestDatabase(), options);
  }

  /**
   * Starts the system with {@code options} as on the command line beside its usual ones, which are
   * without limits, so that a test may fail to authenticate as often as it likes.
   */
  public TestHelpdesk(Path directory, TestDatabase database, String... options) throws IOException {
    this.directory = directory;
    this.database = database;
    this.config = Settings.of(ServerConfig.class, withUsual(directory, database, options));
    this.blobs = config.data().blobs().orElse(new DiskLocation(directory.resolve("blobs"))).open();
    arrange();
    this.server = AttachmentServer.start(config);
  }

  private static String[] withUsual(Path directory, TestDatabase database, String... options) {
    List<String> all = new ArrayList<>(database.options());
    all.addAll(
        List.of(
            "--data-dir=" + directory,
            "--http-port=0",
            "--grpc-port=0",
            "--token-concurrency=0",
            "--address-failures-per-minute=0",
            "--token-failures-per-minute=0"));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  public AttachmentServer server() {
    return server;
  }

  /** What it was started with; another one started so shares its data. */
  public ServerConfig config() {
    return config;
  }

  public TestDatabase database() {
    return database;
  }

  /** Adds an attachment to response 42 of ticket 220009. */
  public Digest attach(long id, String name, byte[] content) throws IOException {
    return attach(id, 42, name, false, content);
  }

  /** Adds an attachment. */
  public Digest attach(long id, long responseId, String name, boolean inline, byte[] content)
      throws IOException {
    StoredBlob blob =
        new BlobIngest(
                blobs,
                new StagingDirectory(directory.resolve("blobs").resolve("tmp")),
                new TypeDetector())
            .ingest(new ByteArrayInputStream(content));
    new UpsertBlob(blob).execute(database.sql());
    database
        .sql()
        .execute(
            "INSERT INTO response_attachments (id, response_id, name, sha256, is_inline)"
                + " VALUES (?, ?, ?, ?, ?)",
            id,
            responseId,
            name,
            blob.digest().hex(),
            inline);
    return blob.digest();
  }

  /** The file that a blob is stored in. */
  public Path blobFile(Digest digest) {
    String hex = digest.hex();
    return directory
        .resolve("blobs")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  @Override
  public void close() throws IOException {
    server.close();
    blobs.close();
    database.close();
  }

  private void arrange() {
    database
        .sql()
        .execute(
            """
            INSERT INTO users VALUES (7, 'priya@example.test', true), (8, 'eve@example.test', false);
            INSERT INTO queues VALUES (4, 'Support'), (5, 'Billing');
            INSERT INTO queue_permissions VALUES (7, 4, true), (8, 4, true);
            INSERT INTO tickets VALUES (1, 220009, 4), (2, 220010, 5), (3, 220011, 4);
            INSERT INTO responses (id, ticket_id) VALUES (42, 1), (43, 2), (44, 3);
            INSERT INTO api_tokens (id, user_id, secret_sha256, abilities, expires_at, revoked_at)
              VALUES
              (14, 7, '%1$s', '{tickets:read}', NULL, NULL),
              (15, 7, '%1$s', '{tickets:write}', now() + interval '1 day', NULL),
              (16, 7, '%1$s', '{contacts:read}', NULL, NULL),
              (17, 8, '%1$s', '{tickets:read,tickets:write}', NULL, NULL),
              (18, 7, '%1$s', '{tickets:read}', now() - interval '1 second', NULL),
              (19, 7, '%1$s', '{tickets:read}', NULL, now());
            """
                .formatted(BearerToken.secretSha256(SECRET)));
  }
}
