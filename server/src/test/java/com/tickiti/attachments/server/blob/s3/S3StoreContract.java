package com.tickiti.attachments.server.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BlobStoreContract;
import com.tickiti.attachments.server.blob.StoreProperty;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what {@code doctor} finds, on a real S3 server. */
abstract class S3StoreContract extends BlobStoreContract {

  @TempDir private Path temporary;
  protected S3Location location;
  protected S3BlobStore store;

  /** A bucket of the server that nobody else has. */
  protected abstract S3Location newBucket();

  @BeforeEach
  void open() {
    location = newBucket();
    store = new S3BlobStore(location);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void probe_findsAllProperties() throws IOException {
    assertThat(location.probe())
        .hasSizeGreaterThanOrEqualTo(11)
        .allMatch(property -> property.state() == StoreProperty.State.HOLDS);
  }

  @Override
  protected BlobStore store() {
    return store;
  }

  @Override
  protected StagingDirectory staging() {
    return new StagingDirectory(temporary);
  }
}
