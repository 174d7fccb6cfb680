package com.tickiti.attachments.server.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts each key's calls in flight, up to a limit. Holds only keys that have any, so that it is
 * bounded by the calls themselves. Thread-safe.
 */
public final class ConcurrentCalls {

  private final int maxPerKey;
  private final ConcurrentMap<Long, Integer> underWay = new ConcurrentHashMap<>();

  public ConcurrentCalls(int maxPerKey) {
    this.maxPerKey = maxPerKey;
  }

  /** Begins a call; empty where the key has as many as it may. The caller closes it. */
  public Optional<Call> begin(long key) {
    AtomicBoolean begun = new AtomicBoolean();
    underWay.compute(
        key,
        (same, count) -> {
          int before = count == null ? 0 : count;
          begun.setPlain(before < maxPerKey);
          return before < maxPerKey ? (Integer) (before + 1) : count;
        });
    return begun.getPlain() ? Optional.of(new Call(key)) : Optional.empty();
  }

  /** How many keys have calls in flight. */
  public int size() {
    return underWay.size();
  }

  /** A call in flight, until it is closed; closing it again does nothing. Thread-safe. */
  public final class Call implements AutoCloseable {
    private final long key;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Call(long key) {
      this.key = key;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        underWay.computeIfPresent(key, (same, count) -> count == 1 ? null : (Integer) (count - 1));
      }
    }
  }
}
