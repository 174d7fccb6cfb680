package com.tickiti.attachments.server.process;

import com.tickiti.attachments.server.demo.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
            JarProcess.runPlain(List.of("startup-cache", FILE.toString()));
          }
        });
    return List.of(TrainingRun.useOption(FILE));
  }

  private static boolean isOlderThanJar() throws IOException {
    return Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(JarProcess.SERVER))
        < 0;
  }
}
