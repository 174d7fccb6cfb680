package com.tickiti.attachments.edge.limit;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of memory that calls may hold together. Who is about to hold some reserves them first, and
 * is refused where they are not left: shedding a call is better than running out of memory, which
 * takes others down with it. Thread-safe, and never blocks.
 */
public final class MemoryBudget {

  private final long maxBytes;
  private final AtomicLong reserved = new AtomicLong();

  /**
   * A budget.
   *
   * @param maxBytes that may be reserved at a time
   */
  public MemoryBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * A third of the heap, or half of the direct memory where that is less. The rest is for the
   * cache, which takes an eighth, what an idle process has (20 MiB), and garbage: with 64 MiB of
   * heap and 48 of direct memory, 160 large downloads at once were 90 served and 70 refused, and 35
   * MiB of heap were live.
   */
  public static long defaultBytes() {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.min(heap / 3, maxDirectBytes(heap) / 2);
  }

  /** A reservation of {@code bytes}; empty where they are not left. */
  public Optional<Reservation> reserve(long bytes) {
    return reserve(bytes, 0);
  }

  /**
   * A reservation of {@code bytes} where {@code besides} more are left, which the same call is
   * going to need elsewhere: it had better be refused before it has cost anything.
   */
  public Optional<Reservation> reserve(long bytes, long besides) {
    long before = reserved.get();
    while (bytes <= maxBytes - before - besides) {
      if (reserved.compareAndSet(before, before + bytes)) {
        return Optional.of(new Reservation(bytes));
      }
      before = reserved.get();
    }
    return Optional.empty();
  }

  /** A reservation of what may be done without: empty where less than three quarters are left. */
  public Optional<Reservation> reserveSpare(long bytes) {
    return reserve(bytes, maxBytes / 4 * 3);
  }

  /** Bytes that are reserved now. */
  public long reservedBytes() {
    return reserved.get();
  }

  /** What the JVM was given; as much as the heap where nothing was said. */
  private static long maxDirectBytes(long heap) {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long given =
        hotSpot == null ? 0 : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    return given == 0 ? heap : given;
  }

  /** A part of the budget, until it is closed; closing it again does nothing. Thread-safe. */
  public final class Reservation implements AutoCloseable {
    private final long bytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Reservation(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        reserved.addAndGet(-bytes);
      }
    }
  }
}
