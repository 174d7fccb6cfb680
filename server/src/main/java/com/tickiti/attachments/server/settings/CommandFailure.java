package com.tickiti.attachments.server.settings;

/** A command cannot go on for a reason its user can mend; the message is the one line they read. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  public CommandFailure(String message) {
    super(message);
  }
}
