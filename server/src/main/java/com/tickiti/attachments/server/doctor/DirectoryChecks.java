package com.tickiti.attachments.server.doctor;

import com.tickiti.attachments.server.health.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Whether the data directory is there, ours, and has space. */
record DirectoryChecks(Path directory) {

  private static final String NAME = "data directory";
  private static final long LITTLE_BYTES = 1L << 30;

  List<Finding> run() {
    Path path = directory.toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      return List.of(absent(path));
    }
    if (!Files.isDirectory(path)) {
      return List.of(Finding.fail(NAME, path + " is no directory", "name another --data-dir"));
    }
    if (!Files.isWritable(path)) {
      return List.of(
          Finding.fail(NAME, path + " cannot be written", "chown it to the server's user"));
    }
    try {
      return List.of(permissions(path), space(path));
    } catch (IOException | UnsupportedOperationException e) {
      return List.of(Finding.fail(NAME, e.toString(), "check the volume"));
    }
  }

  private static Finding absent(Path path) {
    Path parent = path.getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    return parent != null && Files.isWritable(parent)
        ? Finding.ok(NAME, path + " is not there yet: serve or import makes it")
        : Finding.fail(
            NAME, path + " cannot be made", "make it, and chown it to the server's user");
  }

  private static Finding permissions(Path path) throws IOException {
    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    return permissions.endsWith("---")
        ? Finding.ok(NAME, path + " is " + permissions)
        : Finding.warn(NAME, path + " is open to other users", "chmod 700 " + path);
  }

  private static Finding space(Path path) throws IOException {
    long free = Files.getFileStore(path).getUsableSpace();
    String what = "%,d MiB free".formatted(free >> 20);
    return free >= LITTLE_BYTES
        ? Finding.ok("disk space", what)
        : Finding.warn("disk space", what, "make room: audit records and uploads need it");
  }
}
