package com.tickiti.attachments.server.process;

import com.tickiti.attachments.server.demo.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The server's startup cache, written once for all the processes of a build. */
final class StartupCache {

  private static final Path FILE = Path.of("target", "startup-" + Runtime.version().feature());

  private StartupCache() {}

  /** The options of a JVM that uses it. */
  static List<String> options() throws IOException {
    OncePerBuild.locked(
        Path.of(FILE + ".lock"),
        () -> {
          if (!Files.exists(FILE) || isOlderThanJar()) {
            write();
          }
        });
    return List.of(TrainingRun.useOption(FILE));
  }

  private static boolean isOlderThanJar() throws IOException {
    return Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(JarProcess.SERVER))
        < 0;
  }

  private static void write() throws IOException, InterruptedException {
    List<String> command = List.of("startup-cache", FILE.toString());
    try (JarProcess process =
        JarProcess.startPlain(Map.of(), List.of(), JarProcess.SERVER, command)) {
      process.readOutput();
      if (process.awaitExit() != 0) {
        throw new IOException("no startup cache: " + process.errorLines());
      }
    }
  }
}
