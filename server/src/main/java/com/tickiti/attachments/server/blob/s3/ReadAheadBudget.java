package com.tickiti.attachments.server.blob.s3;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all contents being read may together hold ahead of their readers, so that many
 * slow readers do not hold more of it than a few quick ones. Thread-safe.
 */
final class ReadAheadBudget {

  private final AtomicLong freeBytes;

  ReadAheadBudget(long bytes) {
    this.freeBytes = new AtomicLong(bytes);
  }

  /** Takes {@code bytes} where so many are free, to be given back; else takes none. */
  boolean tryTake(int bytes) {
    long free = freeBytes.get();
    while (free >= bytes) {
      if (freeBytes.compareAndSet(free, free - bytes)) {
        return true;
      }
      free = freeBytes.get();
    }
    return false;
  }

  /** Gives back what was taken. */
  void give(int bytes) {
    freeBytes.addAndGet(bytes);
  }

  long freeBytes() {
    return freeBytes.get();
  }
}
