package com.tickiti.attachments.server.model;

import java.util.Collection;

/** What a token may be used for. */
public enum Ability {
  /** Reading tickets; write implies read. */
  READ,
  /** Changing tickets. */
  WRITE;

  /** Whether a token with the recorded {@code abilities} has this one. */
  public boolean isGrantedBy(Collection<String> abilities) {
    boolean write = abilities.contains("tickets:write");
    return switch (this) {
      case READ -> write || abilities.contains("tickets:read");
      // guard: reading does not imply writing
      case WRITE -> write;
    };
  }
}
