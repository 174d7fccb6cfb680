package com.tickiti.attachments.server.health;

/**
 * What one check has found.
 *
 * @param level how bad it is
 * @param name of the check
 * @param what it found, in one line
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record Finding(Level level, String name, String what, String remedy) {

  public static Finding ok(String name, String what) {
    return new Finding(Level.OK, name, what, "");
  }

  public static Finding warn(String name, String what, String remedy) {
    return new Finding(Level.WARN, name, what, remedy);
  }

  public static Finding fail(String name, String what, String remedy) {
    return new Finding(Level.FAIL, name, what, remedy);
  }

  /** How bad something is. */
  public enum Level {
    OK("ok"),
    /** It works, but not for long, or not all of it. */
    WARN("warn"),
    /** Calls fail. */
    FAIL("FAIL");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
