package com.tickiti.attachments.server.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a verification of the log has found. Collected by one thread. */
public final class AuditReport {

  /** More faults than these are counted only. */
  private static final int MAX_FAULTS = 10_000;

  private final List<Fault> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Chain> chains = new ArrayList<>();
  private long faultCount;
  private long recordsBefore;

  /** What was removed, altered or reordered, the first ten thousand. */
  public List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** How many faults there are. */
  public long faultCount() {
    return faultCount;
  }

  /** What a reader has to know and what is no fault. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** The chains, in the order in which they were begun. */
  public List<Chain> chains() {
    return List.copyOf(chains);
  }

  /** Records of the time before there were chains: nothing is known of them. */
  public long recordsBefore() {
    return recordsBefore;
  }

  void fault(String file, long line, String message) {
    faultCount++;
    if (faults.size() < MAX_FAULTS) {
      faults.add(new Fault(file, line, message));
    }
  }

  void note(String message) {
    notes.add(message);
  }

  void add(Chain chain) {
    chains.add(chain);
  }

  void addBefore(long records) {
    recordsBefore += records;
  }

  /**
   * A fault.
   *
   * @param file the name of the file that it was seen in
   * @param line its number, from 1
   * @param message what it is
   */
  public record Fault(String file, long line, String message) {

    @Override
    public String toString() {
      return file + ":" + line + ": " + message;
    }
  }

  /**
   * A chain.
   *
   * @param id the chain's
   * @param started when; {@code null} where that is not known
   * @param records found
   * @param signed the number of the last record that a checkpoint is about
   * @param ended whether its process has ended it, rather than runs or was killed
   */
  public record Chain(
      String id, @Nullable Instant started, long records, long signed, boolean ended) {}
}
