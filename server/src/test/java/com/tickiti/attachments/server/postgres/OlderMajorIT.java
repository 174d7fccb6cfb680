package com.tickiti.attachments.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.tickiti.attachments.server.database.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A data directory whose embedded PostgreSQL was of an older major version. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "has binaries for no other")
class OlderMajorIT {

  @TempDir private Path directory;

  @Test
  void start_onAnOlderMajorsData_saysHowItIsCarriedOver() throws Exception {
    OldestPostgres.start(directory).close();
    Files.createFile(directory.resolve("postgres.initialised"));
    Files.writeString(directory.resolve("postgres.password"), "of-the-tests");
    Files.createSymbolicLink(directory.resolve("postgres-binaries"), TestDatabase.programs());

    assertThatIOException()
        .isThrownBy(() -> EmbeddedPostgres.start(directory))
        .withMessageMatching(
            "its database was made by PostgreSQL 13, .* [0-9.]+ does not read .* backup .* restore .*");

    assertThat(directory.resolve("postgres/PG_VERSION")).hasContent("13");
  }
}
