package com.tickiti.attachments.server.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {

  @TempDir private Path outside;
  private Path directory;
  private ManifestFiles files;

  @BeforeEach
  void writeFiles() throws IOException {
    directory = outside.resolve("export");
    Files.createDirectories(directory.resolve("files"));
    Files.writeString(directory.resolve("files/a.txt"), "a");
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(directory.resolve("escape.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(directory.resolve("inside.txt"), Path.of("files/a.txt"));
    files = new ManifestFiles(directory);
  }

  @Test
  void fileBelowTheManifest_isFound() throws IOException {
    for (String name : new String[] {"files/a.txt", "./files/a.txt", "inside.txt"}) {
      assertThat(files.find(name)).hasContent("a");
    }
  }

  @Test
  void fileElsewhere_isRefused() {
    refused("../secret.txt", "outside the manifest's directory");
    refused("files/../../secret.txt", "outside the manifest's directory");
    refused("escape.txt", "outside the manifest's directory");
    refused(outside.resolve("secret.txt").toString(), "outside the manifest's directory");
    refused(directory.resolve("files/a.txt").toString(), "outside the manifest's directory");
  }

  @Test
  void whatIsNoFile_isRefused() {
    refused("files", "not a regular file");
    refused("files/b.txt", "does not exist");
    refused("files/a.txt/b", "cannot be had");
    refused("x".repeat(300), "cannot be had");
  }

  private void refused(String name, String why) {
    assertThatThrownBy(() -> files.find(name))
        .isInstanceOf(BadLineException.class)
        .hasMessageStartingWith("file: ")
        .hasMessageEndingWith(why);
  }
}
