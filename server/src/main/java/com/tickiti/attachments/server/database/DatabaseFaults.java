package com.tickiti.attachments.server.database;

import com.google.common.base.Throwables;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Tells a database that is away, full or closed to us from a fault of our own. */
public final class DatabaseFaults {

  /** SQLSTATE classes: connection, authorization, catalog, resources, operator, system. */
  private static final Set<String> CLASSES = Set.of("08", "28", "3D", "53", "57", "58");

  /** Those of them with which a database refuses the role or its password, or has no such name. */
  private static final Set<String> REFUSALS = Set.of("28", "3D");

  private DatabaseFaults() {}

  /** Whether the database answers, and refuses our credentials or has no database of that name. */
  public static boolean isRefusal(Throwable failure) {
    return Throwables.getCausalChain(failure).stream().anyMatch(e -> isOf(REFUSALS, e));
  }

  private static boolean isOf(Set<String> classes, Throwable failure) {
    return failure instanceof SQLException e
        && classes.stream().anyMatch(String.valueOf(e.getSQLState())::startsWith);
  }

  /** The database's message in one line; empty where the failure is not the database's. */
  public static Optional<String> reason(Throwable failure) {
    return Throwables.getCausalChain(failure).stream()
        .filter(e -> isOf(CLASSES, e))
        .map(e -> String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
        .findFirst();
  }
}
