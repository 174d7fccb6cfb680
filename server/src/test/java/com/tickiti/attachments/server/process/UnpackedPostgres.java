package com.tickiti.attachments.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The database's programs, unpacked once for all the data directories of a build, since each would
 * take seconds to unpack its own.
 */
final class UnpackedPostgres {

  private static final String PROGRAMS = "postgres-binaries";
  private static final Path SHARED = Path.of("target/unpacked-postgres").toAbsolutePath();

  private UnpackedPostgres() {}

  /** Lets the data directory that a command line names find them, if it is a temporary one. */
  static void shareWith(List<String> arguments) throws IOException {
    int option = arguments.indexOf("--data-dir");
    if (option >= 0 && option + 1 < arguments.size()) {
      Path directory = Path.of(arguments.get(option + 1));
      if (directory.startsWith(System.getProperty("java.io.tmpdir"))
          && !Files.exists(directory.resolve(PROGRAMS))) {
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve(PROGRAMS), programs());
      }
    }
  }

  /** The directory that they are in. */
  static Path programs() throws IOException {
    OncePerBuild.locked(
        Path.of(SHARED + ".lock"),
        () -> {
          if (!Files.isDirectory(SHARED.resolve(PROGRAMS))) {
            unpack();
          }
        });
    return SHARED.resolve(PROGRAMS);
  }

  private static void unpack() throws IOException, InterruptedException {
    Path nothing = Files.createTempFile("nothing", ".ndjson");
    try {
      JarProcess.runPlain(List.of("import", nothing.toString(), "--data-dir=" + SHARED));
    } finally {
      Files.delete(nothing);
    }
  }
}
