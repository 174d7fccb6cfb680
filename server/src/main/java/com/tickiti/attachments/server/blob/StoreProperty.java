package com.tickiti.attachments.server.blob;

/**
 * Something that this program relies on in a blob store, tried on the real one.
 *
 * @param name in a word or two
 * @param state whether it holds
 * @param what was seen
 * @param remedy what to do about it; empty where it holds
 */
public record StoreProperty(String name, State state, String what, String remedy) {

  static StoreProperty holds(String name, String what) {
    return new StoreProperty(name, State.HOLDS, what, "");
  }

  /** Whether a property holds. */
  public enum State {
    HOLDS,
    /** It does not, and the program goes on without it. */
    WEAK,
    /** It does not, and calls fail. */
    BROKEN
  }
}
