package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.model.StoreId;
import java.util.Optional;

/**
 * What is known of a database and a blob store before either is used.
 *
 * @param recorded the id that the database holds
 * @param bound whether the store's marker is known to have held it
 * @param marker the id that the store holds
 * @param sampled how many of the recorded blobs were looked for, some of all
 * @param found how many of them are stored
 * @param empty whether nothing is stored
 */
record StoreFacts(
    Optional<StoreId> recorded,
    boolean bound,
    Optional<StoreId> marker,
    int sampled,
    int found,
    boolean empty) {

  /** Whether the two belong together, decided without any I/O. */
  Relation relation() {
    if (bound && marker.isPresent()) {
      return marker.equals(recorded) ? Relation.SAME : Relation.OTHER;
    }
    if (bound) {
      return Relation.AWAY;
    }
    if (marker.isPresent() && marker.equals(recorded)) {
      return Relation.UNBOUND; // whoever wrote the marker did not come to record it
    }
    if (sampled == 0) {
      return marker.isEmpty() && empty ? Relation.UNBOUND : Relation.OTHER;
    }
    if (2 * found >= sampled) {
      return Relation.UNBOUND;
    }
    return marker.isPresent() ? Relation.OTHER : Relation.AWAY;
  }

  /** How the two stand to each other. */
  enum Relation {
    /** Both hold the same id. */
    SAME,
    /** They belong together, by what they hold or since both are new, and no id says so yet. */
    UNBOUND,
    /** The store is not there, or something else is in its place. */
    AWAY,
    /** They do not belong together. */
    OTHER
  }
}
