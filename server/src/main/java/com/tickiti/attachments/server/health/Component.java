package com.tickiti.attachments.server.health;

import com.google.common.base.Throwables;
import java.io.IOException;

/**
 * A part of the system that can be healthy or not, such as the database.
 *
 * @param name what readiness and the log call it
 * @param check finds out how it is
 */
public record Component(String name, Check check) {

  /** How it is now. Whatever the check throws means that it is down. */
  public ComponentHealth health() {
    try {
      String off = check.run();
      return off.isEmpty()
          ? new ComponentHealth(name, ComponentHealth.State.UP, "")
          : new ComponentHealth(name, ComponentHealth.State.OFF, off);
    } catch (IOException | RuntimeException e) {
      return new ComponentHealth(name, ComponentHealth.State.DOWN, firstLine(e));
    }
  }

  /** What the innermost cause says: the database's own words, without the statement. */
  public static String firstLine(Exception e) {
    return Reason.of(Throwables.getRootCause(e)).lines().findFirst().orElse("");
  }

  /** Finds out whether a component works. */
  @FunctionalInterface
  public interface Check {

    /** What a component that works says. */
    String UP = "";

    /**
     * Tries it.
     *
     * @return {@link #UP}, or why it is not in use, which is no fault
     * @throws IOException where it does not work, as any other exception
     */
    String run() throws IOException;

    /** A check of what works unless it throws. */
    static Check of(Attempt attempt) {
      return () -> {
        attempt.run();
        return UP;
      };
    }
  }

  /** Something that throws where it does not work. */
  @FunctionalInterface
  public interface Attempt {
    void run() throws IOException;
  }
}
