package com.tickiti.attachments.server.metadata.helpdesk;

/** The rows written do not fit together; none of them is kept. */
public final class UnmetRequirementException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long line;
  private final transient Requirement requirement;

  UnmetRequirementException(long line, Requirement requirement) {
    super("line " + line + " needs " + requirement);
    this.line = line;
    this.requirement = requirement;
  }

  /** The line whose row it is. */
  public long line() {
    return line;
  }

  /** What it needs and does not have. */
  public Requirement requirement() {
    return requirement;
  }
}
