package com.tickiti.attachments.server.staging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingDirectoryTest {

  @TempDir private Path parent;
  private Path directory;
  private StagingDirectory staging;

  @BeforeEach
  void open() {
    directory = parent.resolve("blobs").resolve("tmp");
    staging = new StagingDirectory(directory);
  }

  @Test
  void filesBefore_areTheOnesLeftBehind() throws IOException {
    Path file = Files.write(staging.create(), new byte[5]);
    assertThat(staging.filesBefore(Instant.now().minusSeconds(60))).isEmpty();
    assertThat(staging.filesBefore(Instant.now().plusSeconds(60))).containsExactly(file);
    Files.delete(Files.write(staging.create(), new byte[6]));
    assertThat(staging.filesBefore(Instant.now().plusSeconds(60))).containsExactly(file);
  }

  @Test
  void filesBefore_withoutTheDirectory_areNoneAndCreateNothing() throws IOException {
    assertThat(staging.filesBefore(Instant.MAX)).isEmpty();
    assertThat(directory).doesNotExist();
  }

  @Test
  void create_makesADirectoryForItsOwnerAlone() throws IOException {
    assertThat(staging.create()).isEmptyFile().hasParent(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }
}
