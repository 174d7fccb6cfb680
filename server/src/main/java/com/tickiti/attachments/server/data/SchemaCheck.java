package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.SchemaVersion;
import com.tickiti.attachments.server.settings.CommandFailure;

/** Whether this program and the database's relations fit each other. */
final class SchemaCheck {

  /** What every command needs, also where a helpdesk offers views. */
  private static final String RELATION = "blobs";

  private final Database database;

  SchemaCheck(Database database) {
    this.database = database;
  }

  /**
   * For who may migrate.
   *
   * @throws CommandFailure where a newer program has been here
   */
  void requireNotNewer() {
    requireNotNewer(database.schema());
  }

  private static void requireNotNewer(SchemaVersion schema) {
    if (schema.state() == SchemaVersion.State.NEWER) {
      throw new CommandFailure(schema + " (expected: a program at least as new as the database)");
    }
  }

  /**
   * For who changes no relation.
   *
   * @throws CommandFailure where the relations are newer, older, or not there
   */
  void requireCurrent() {
    SchemaVersion schema = database.schema();
    requireNotNewer(schema);
    if (schema.state() == SchemaVersion.State.OLDER) {
      throw new CommandFailure(
          schema + " (expected: serve or import to have been run by this version)");
    }
    if (schema.state() == SchemaVersion.State.UNKNOWN && !database.hasRelation(RELATION)) {
      throw new CommandFailure(
          "the database has no relation blobs (expected: one that serve, demo or import has set"
              + " up)");
    }
  }
}
