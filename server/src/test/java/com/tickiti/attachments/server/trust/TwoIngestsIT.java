package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.fault.FaultyFiles;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.harness.Upkeep;
import com.tickiti.attachments.server.metadata.PostgresUploads;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.staging.StagingDirectory;
import com.tickiti.attachments.server.upload.BlobIngest;
import com.tickiti.attachments.server.upload.NewAttachment;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ingests of one content, side by side call by call: one file, two rows. */
@Tag("trust")
class TwoIngestsIT {

  /** How long one waits for the other, which may have no further call to make. */
  private static final int PARTNER_WAIT_MILLIS = 50;

  private final Exchanger<Boolean> partners = new Exchanger<>();
  private final AtomicInteger meetings = new AtomicInteger();

  @TempDir private Path directory;

  @Test
  void inStepAtEveryCall_areOneFileAndTwoRows() throws Exception {
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      Path faulty = FaultyFiles.below(directory.resolve("blobs"));
      BlobIngest ingest =
          new BlobIngest(
              new FilesystemBlobStore(faulty),
              new StagingDirectory(faulty.resolve("tmp")),
              new TypeDetector());
      PostgresUploads uploads = new PostgresUploads(helpdesk.database().database());
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        for (int round = 0; round < TrustRun.count(3, 50); round++) {
          meetings.set(0);
          byte[] content = content(round);
          FaultyFiles.of(faulty).beforeEachCall(this::meet);
          Future<StoredBlob> one = threads.submit(() -> add(ingest, uploads, content));
          Future<StoredBlob> other = threads.submit(() -> add(ingest, uploads, content));

          assertThat(one.get().digest()).isEqualTo(other.get().digest());
          assertThat(meetings.get()).as("calls made in step").isGreaterThan(20);
          assertThat(rows(helpdesk, one.get())).isEqualTo(List.of(2, 1));
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(FaultyFiles.of(faulty).open()).isZero();
      assertThat(new Upkeep(directory, helpdesk.database().config()).assertSoundOnceSwept())
          .isZero();
    }
  }

  private static StoredBlob add(BlobIngest ingest, PostgresUploads uploads, byte[] content)
      throws Exception {
    StoredBlob blob = ingest.ingest(new ByteArrayInputStream(content));
    var unused = uploads.record(new NewAttachment(7, null, 42, "twin.zip", false, blob), () -> {});
    return blob;
  }

  private void meet() {
    try {
      var unused = partners.exchange(true, PARTNER_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      meetings.incrementAndGet();
    } catch (TimeoutException e) {
      // The other has gone another way here, or is done.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many attachments and blobs are recorded of a content. */
  private static List<Integer> rows(TestHelpdesk helpdesk, StoredBlob blob) {
    return List.of("response_attachments", "blobs").stream()
        .map(
            table ->
                helpdesk
                    .database()
                    .sql()
                    .fetchCount(DSL.table(table), DSL.field("sha256").eq(blob.digest().hex())))
        .toList();
  }

  private static byte[] content(int round) {
    byte[] content = new byte[100_000];
    new Random(round).nextBytes(content);
    return content;
  }
}
