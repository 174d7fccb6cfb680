package com.tickiti.attachments.server.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is made once for all tests of a build, though they run in several JVMs. */
final class OncePerBuild {

  private OncePerBuild() {}

  /** Does the work while no other thread and no other JVM does work that has this lock file. */
  static synchronized void locked(Path lockFile, Work work) throws IOException {
    Files.createDirectories(lockFile.toAbsolutePath().getParent());
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Looks whether it is there, and makes it where it is not. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, InterruptedException;
  }
}
