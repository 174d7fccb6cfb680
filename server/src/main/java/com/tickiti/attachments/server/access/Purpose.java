package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.model.Ability;

/** What a caller wants access for. */
public enum Purpose {
  /** Reading of a ticket and of what belongs to it. */
  READ(Ability.READ),
  /** The download of one attachment, for which a link will do. */
  DOWNLOAD(Ability.READ),
  /** Adding to a ticket. */
  WRITE(Ability.WRITE);

  private final Ability needed;

  Purpose(Ability needed) {
    this.needed = needed;
  }

  /** What the token must be good for. */
  Ability needed() {
    return needed;
  }
}
