package com.tickiti.attachments.server.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a hostile run came to: how many were tried, what they were answered, what is wrong. */
public final class Findings {

  private static final int KEPT = 50;

  private final Map<String, Long> outcomes = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private long faultCount;
  private long tried;

  /** One more was tried, and ended so. */
  public void outcome(String outcome) {
    tried++;
    outcomes.merge(outcome, 1L, Long::sum);
  }

  /** Something happened that must not. */
  public void fault(String what) {
    faultCount++;
    if (faults.size() < KEPT) {
      faults.add(what);
    }
  }

  public long tried() {
    return tried;
  }

  public long faultCount() {
    return faultCount;
  }

  public Map<String, Long> outcomes() {
    return outcomes;
  }

  /** The first of what must not have happened. */
  public List<String> faults() {
    return faults;
  }
}
