package com.tickiti.attachments.server.limit;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each key: it begins full, each request takes one, and it is refilled at a
 * steady rate. Of a bucket nothing is kept but the time when it is full again, in one atomic number
 * (the generic cell rate algorithm, ITU-T I.371), so that asking takes no lock.
 *
 * <p>Bounded: above the most keys, those that were not asked for the longest time are forgotten,
 * and begin anew with a full bucket. Thread-safe.
 */
public final class TokenBuckets {

  private final long capacity;
  private final long refillNanos;
  private final long capacityNanos;
  private final LongSupplier nanoTime;
  private final Cache<Long, AtomicLong> fullAt;

  /**
   * Full buckets.
   *
   * @param capacity the most that one holds; at least 1
   * @param perSecond how many it gains a second; above 0
   * @param maxKeys how many are remembered
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public TokenBuckets(long capacity, double perSecond, int maxKeys, LongSupplier nanoTime) {
    if (capacity < 1 || !(perSecond > 0)) {
      throw new IllegalArgumentException(
          capacity + ", " + perSecond + " (expected: at least 1, above 0)");
    }
    this.capacity = capacity;
    this.refillNanos = Math.max(1, Math.round(1e9 / perSecond));
    this.capacityNanos = Math.multiplyExact(capacity, refillNanos);
    this.nanoTime = nanoTime;
    this.fullAt = CacheBuilder.newBuilder().maximumSize(maxKeys).build();
  }

  /** Takes one from a key's bucket if there is one. */
  public Allowance take(long key) {
    long now = nanoTime.getAsLong();
    AtomicLong bucket = fullAt.getIfPresent(key);
    if (bucket == null) {
      AtomicLong created = new AtomicLong(now);
      AtomicLong other = fullAt.asMap().putIfAbsent(key, created);
      bucket = other == null ? created : other;
    }
    while (true) {
      long before = bucket.get();
      long missing = Math.max(0, before - now);
      if (missing + refillNanos > capacityNanos) {
        return allowance(false, missing);
      }
      long after = now + missing + refillNanos;
      if (bucket.compareAndSet(before, after)) {
        return allowance(true, after - now);
      }
    }
  }

  /** What a key's bucket holds, nothing taken; granted where there is one left. */
  public Allowance look(long key) {
    AtomicLong bucket = fullAt.getIfPresent(key);
    long missing = bucket == null ? 0 : Math.max(0, bucket.get() - nanoTime.getAsLong());
    return allowance(missing + refillNanos <= capacityNanos, missing);
  }

  /** How many keys are remembered; about right. */
  public long size() {
    return fullAt.size();
  }

  private Allowance allowance(boolean granted, long missingNanos) {
    long spareNanos = capacityNanos - missingNanos;
    return new Allowance(
        granted,
        capacity,
        spareNanos / refillNanos,
        Duration.ofNanos(capacityNanos),
        Duration.ofNanos(Math.max(0, refillNanos - spareNanos)),
        Duration.ofNanos(missingNanos));
  }
}
