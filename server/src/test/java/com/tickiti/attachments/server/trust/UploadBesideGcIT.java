package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.TestCallers;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.maintenance.BlobGc;
import com.tickiti.attachments.server.metadata.PostgresMetadata;
import com.tickiti.attachments.server.metadata.PostgresUploads;
import com.tickiti.attachments.server.metadata.TokenUses;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.server.upload.BlobIngest;
import com.tickiti.attachments.server.upload.NewAttachment;
import com.tickiti.attachments.server.upload.Upload;
import com.tickiti.attachments.server.upload.UploadHandler;
import com.tickiti.attachments.server.upload.UploadMetadata;
import com.tickiti.attachments.server.upload.UploadRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep between the moment when an upload's content is stored and when it is recorded. */
@Tag("trust")
class UploadBesideGcIT {

  private static final byte[] CONTENT = new byte[200_000];
  private static final Digest DIGEST = Digest.of(Digest.sha256().digest(CONTENT));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentSweptBeforeItIsRecorded_isStoredAgain(boolean s3) throws IOException {
    String[] store = s3 ? options(S3Server.newBucket()) : new String[0];
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory, store);
        DataStores stores = open(helpdesk, store)) {
      SweepingUploads metadata = new SweepingUploads(stores);

      long id = upload(stores, metadata);

      assertThat(metadata.removed).as("blobs that the sweep removed").isEqualTo(1);
      assertThat(id).isPositive();
      try (BlobStore.OpenBlob blob = stores.blobs().open(DIGEST)) {
        assertThat(blob.hash(read -> {}).digest()).isEqualTo(DIGEST);
      }
      assertThat(sweep(stores)).as("blobs that a later sweep removes").isZero();
      assertThat(stores.staging().filesBefore(Instant.MAX)).isEmpty();
    }
  }

  private static long upload(DataStores stores, UploadMetadata metadata) throws IOException {
    Database database = stores.database();
    try (TokenUses uses = new TokenUses(database)) {
      UploadHandler handler =
          new UploadHandler(
              new Gate(new PostgresMetadata(database, uses), false),
              metadata,
              new BlobIngest(stores.blobs(), stores.staging(), new TypeDetector()),
              AuditLog.OFF,
              1 << 20);
      UploadRequest request =
          new UploadRequest(
              new TicketKey(TicketKey.Kind.NUMBER, 220009L),
              42L,
              "zeros.txt",
              false,
              null,
              null,
              null,
              Map.of());
      BearerToken token = BearerToken.parse("Bearer " + WRITER).orElseThrow();
      try (Upload upload = handler.begin(TestCallers.unlimited(token, "call"), request)) {
        upload.write(CONTENT);
        return upload.finish().attachment().id();
      }
    }
  }

  /** As {@code gc} whose grace time has passed already for what is stored now. */
  private static int sweep(DataStores stores) throws IOException {
    return new BlobGc(stores, Instant.now().plus(Duration.ofHours(1)), false).run().blobs();
  }

  private DataStores open(TestHelpdesk helpdesk, String... store) throws IOException {
    DataStores stores =
        DataStores.openShared(
            Settings.of(
                ServerConfig.Data.class,
                Stream.of(
                        Stream.of("--data-dir=" + directory),
                        helpdesk.database().options().stream(),
                        Stream.of(store))
                    .flatMap(options -> options)
                    .toArray(String[]::new)));
    stores.adoptBlobs();
    return stores;
  }

  private static String[] options(S3Location bucket) {
    return S3Server.options(bucket).toArray(String[]::new);
  }

  /** Sweeps before it records. */
  private static final class SweepingUploads implements UploadMetadata {

    private final DataStores stores;
    private final UploadMetadata metadata;
    private int removed;

    SweepingUploads(DataStores stores) {
      this.stores = stores;
      this.metadata = new PostgresUploads(stores.database());
    }

    @Override
    public boolean hasResponse(long ticketId, long responseId) {
      return metadata.hasResponse(ticketId, responseId);
    }

    @Override
    public Rules rules(String name, List<String> detectedExtensions) {
      return metadata.rules(name, detectedExtensions);
    }

    @Override
    public Recorded record(NewAttachment attachment, ContentCheck content) throws IOException {
      removed += sweep(stores);
      return metadata.record(attachment, content);
    }
  }
}
