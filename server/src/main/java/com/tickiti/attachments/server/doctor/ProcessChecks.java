package com.tickiti.attachments.server.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Whether the process may have as many files and as much memory as its settings promise. */
record ProcessChecks(ServerConfig config) {

  /** For libraries, the database and files that are read, beside one for each connection. */
  private static final long OTHER_FILES = 512;

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      findings.add(files(unix.getMaxFileDescriptorCount()));
    }
    findings.add(heap());
    findings.add(limits());
    return findings;
  }

  private Finding files(long most) {
    // Each download may hold a connection and the file that it is read from.
    long wanted = 2L * config.listen().http().limits().maxConnections() + OTHER_FILES;
    String what = "%,d may be open".formatted(most);
    return most >= wanted
        ? Finding.ok("open files", what)
        : Finding.warn(
            "open files",
            what,
            "raise the limit to %,d (LimitNOFILE, ulimit -n), or lower --http-max-connections"
                .formatted(wanted));
  }

  /** No process knows of another: behind one address, N of them let N times as much through. */
  private Finding limits() {
    return Finding.ok(
        "limits",
        "are counted by each process for itself: requests and calls of a token, failed"
            + " authentications, memory, connections; N servers together let N times as much"
            + " through");
  }

  private Finding heap() {
    long heap = Runtime.getRuntime().maxMemory();
    long used = config.cacheBytes() + config.listen().http().memoryBudgetBytes();
    String what =
        "%,d MiB, of which cache and transfers may take %,d".formatted(heap >> 20, used >> 20);
    return used <= heap / 4 * 3
        ? Finding.ok("heap", what)
        : Finding.warn("heap", what, "raise -Xmx, or lower --cache-bytes or --memory-budget-bytes");
  }
}
