package com.tickiti.attachments.server.database;

import java.util.Optional;

/**
 * How far the database's relations are.
 *
 * @param applied the version of the last migration; empty where none is recorded, as where views
 *     stand for the relations, or this role may not see
 * @param known the newest version that this program brings
 * @param state how the one compares to the other
 */
public record SchemaVersion(Optional<String> applied, String known, State state) {

  /** The relations, compared to what this program was made for. */
  public enum State {
    /** There are none of this program's migrations. */
    UNKNOWN,
    /** Migrations are to be made. */
    OLDER,
    CURRENT,
    /** A newer program has been here. */
    NEWER
  }

  /** In words, for a person. */
  @Override
  public String toString() {
    return "the database's schema is at version "
        + applied.orElse("(none)")
        + ", this program's at "
        + known;
  }
}
