package com.tickiti.attachments.server.metadata.grants;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a database role is used for. Each job has the privileges that it takes and no more. */
public enum Job {
  /** Answers downloads, tickets and links. Writes when tokens were used and audit records. */
  SERVE("serve --migrate=false, without uploads"),
  /** All of {@link #SERVE}, and takes uploads. */
  UPLOAD("serve --migrate=false, with uploads"),
  /** Loads a helpdesk's records. */
  IMPORT("import --migrate=false"),
  /** Tokens, rules, verification and removal of blobs. */
  ADMIN("token, rule, verify, gc, blobs bind");

  private final String commands;

  Job(String commands) {
    this.commands = commands;
  }

  /** The commands that it is about. */
  public String commands() {
    return commands;
  }

  /** What it takes. */
  List<Privilege> privileges() {
    return switch (this) {
      case SERVE -> Privileges.SERVE;
      case UPLOAD -> Stream.concat(Privileges.SERVE.stream(), Privileges.UPLOAD.stream()).toList();
      case IMPORT -> Privileges.IMPORT;
      case ADMIN -> Privileges.ADMIN;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
