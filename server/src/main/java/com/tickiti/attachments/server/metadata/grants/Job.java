package com.tickiti.attachments.server.metadata.grants;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a database role is used for. Each job has the privileges that it takes and no more. */
public enum Job {
  /** Answers downloads, tickets and links. Writes when tokens were used and audit records. */
  SERVE("serve --migrate=false, without uploads", Privileges.SERVE),
  /** All of {@link #SERVE}, and takes uploads. */
  UPLOAD(
      "serve --migrate=false, with uploads",
      Stream.concat(Privileges.SERVE.stream(), Privileges.UPLOAD.stream()).toList()),
  /** Loads a helpdesk's records. */
  IMPORT("import --migrate=false", Privileges.IMPORT),
  /** Tokens, rules, verification and removal of blobs. */
  ADMIN("token, rule, verify, gc, blobs bind", Privileges.ADMIN);

  private final String commands;
  private final List<Privilege> privileges;

  Job(String commands, List<Privilege> privileges) {
    this.commands = commands;
    this.privileges = privileges;
  }

  /** The commands that it is about. */
  public String commands() {
    return commands;
  }

  /** What it takes. */
  List<Privilege> privileges() {
    return privileges;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
