package com.tickiti.attachments.server.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tickiti.attachments.server.harness.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** System calls of a running process fail from the start of this until it is closed. */
public final class Straced implements AutoCloseable {

  private final Process strace;

  private Straced(Process strace) {
    this.strace = strace;
  }

  /**
   * Lets calls of {@code process} fail; skips the test where that cannot be had.
   *
   * @param calls names, separated by commas
   * @param error such as EIO
   * @param options more of strace's
   */
  public static Straced failing(long process, String calls, String error, String... options)
      throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/bin/strace", "-f", "-qq", "-o", "/dev/null"));
    command.addAll(List.of("-e", "inject=" + calls + ":error=" + error));
    command.addAll(List.of(options));
    command.addAll(List.of("-p", Long.toString(process)));
    Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
    Straced straced = new Straced(strace);
    Path status = Path.of("/proc", Long.toString(process), "status");
    Await.until("traced", Duration.ofSeconds(10), () -> !strace.isAlive() || isTraced(status));
    if (!strace.isAlive()) {
      assumeTrue(false, "strace may not trace here");
    }
    return straced;
  }

  private static boolean isTraced(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
  }

  @Override
  public void close() throws IOException {
    strace.destroy();
    try {
      strace.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
