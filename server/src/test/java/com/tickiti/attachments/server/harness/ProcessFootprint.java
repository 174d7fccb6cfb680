package com.tickiti.attachments.server.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM on this Linux machine holds, after a garbage collection. It must have been started
 * with {@code -XX:+UseG1GC -XX:NativeMemoryTracking=summary}.
 *
 * @param heapKilobytes in use
 * @param directKilobytes outside the heap, for buffers
 * @param residentKilobytes of physical memory, for everything
 * @param descriptors open files and sockets
 * @param threads of any kind
 */
public record ProcessFootprint(
    long heapKilobytes,
    long directKilobytes,
    long residentKilobytes,
    long descriptors,
    long threads) {

  private static final Pattern HEAP = Pattern.compile("garbage-first heap .* used (\\d+)K");
  private static final Pattern DIRECT =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
  private static final long SETTLING_NANOS = 20_000_000_000L;

  /** Compiled code, loaded classes and the allocator's own reserves go on growing a little. */
  private static final long TOLERATED_KILOBYTES = 8 << 10;

  private static final long TOLERATED_RESIDENT_KILOBYTES = 48 << 10;

  /** What the process holds once no more of its descriptors are being closed. */
  public static ProcessFootprint settled(long pid) throws IOException, InterruptedException {
    ProcessFootprint last = of(pid);
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (System.nanoTime() < deadline) {
      ProcessFootprint now = of(pid);
      if (now.descriptors >= last.descriptors && now.threads >= last.threads) {
        return now;
      }
      last = now;
    }
    return last;
  }

  /** What the process holds once that is no more than {@code before}, or a while has passed. */
  public static ProcessFootprint settledTo(ProcessFootprint before, long pid)
      throws IOException, InterruptedException {
    ProcessFootprint now = of(pid);
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (!now.growthBeyond(before).isEmpty() && System.nanoTime() < deadline) {
      now = of(pid);
    }
    return now;
  }

  private static ProcessFootprint of(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Path process = Path.of("/proc/" + pid);
    String status = Files.readString(process.resolve("status"));
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return new ProcessFootprint(
          number(HEAP, jcmd(pid, "GC.heap_info")),
          number(DIRECT, jcmd(pid, "VM.native_memory", "summary")),
          number(RESIDENT, status),
          descriptors.count(),
          number(THREADS, status));
    }
  }

  /** In what it has grown beyond {@code before}, by more than a running JVM does by itself. */
  public List<String> growthBeyond(ProcessFootprint before) {
    List<String> grown = new ArrayList<>();
    if (heapKilobytes > before.heapKilobytes + TOLERATED_KILOBYTES) {
      grown.add("heap");
    }
    if (directKilobytes > before.directKilobytes + TOLERATED_KILOBYTES) {
      grown.add("direct memory");
    }
    if (residentKilobytes > before.residentKilobytes + TOLERATED_RESIDENT_KILOBYTES) {
      grown.add("resident memory");
    }
    if (descriptors > before.descriptors) {
      grown.add("descriptors");
    }
    if (threads > before.threads) {
      grown.add("threads");
    }
    return grown;
  }

  @Override
  public String toString() {
    return "heap %d MiB, direct %d MiB, resident %d MiB, %d descriptors, %d threads"
        .formatted(
            heapKilobytes >> 10,
            directKilobytes >> 10,
            residentKilobytes >> 10,
            descriptors,
            threads);
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add("" + pid);
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(line + ": " + output);
    }
    return output;
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("no " + pattern + " in: " + text);
    }
    return Long.parseLong(matcher.group(1));
  }
}
