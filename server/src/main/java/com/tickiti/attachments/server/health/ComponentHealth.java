package com.tickiti.attachments.server.health;

/**
 * How a component was when it was last checked.
 *
 * @param name of the component
 * @param state in a word
 * @param reason why it is not up, for the operator; not for callers, since it may name hosts
 */
public record ComponentHealth(String name, State state, String reason) {

  boolean isDown() {
    return state == State.DOWN;
  }

  @Override
  public String toString() {
    return name + ": " + reason;
  }

  /** How a component can be. */
  public enum State {
    UP,
    /** Calls that need it fail. */
    DOWN,
    /** It is not in use, as set up. */
    OFF
  }
}
