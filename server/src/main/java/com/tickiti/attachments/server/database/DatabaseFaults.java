package com.tickiti.attachments.server.database;

import com.google.common.base.Throwables;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Tells a database that is away, full or closed to us from a fault of our own. */
public final class DatabaseFaults {

  /** SQLSTATE classes: connection, authorization, catalog, resources, operator, system. */
  private static final Set<String> CLASSES = Set.of("08", "28", "3D", "53", "57", "58");

  private DatabaseFaults() {}

  /** The database's message in one line; empty where the failure is not the database's. */
  public static Optional<String> reason(Throwable failure) {
    return Throwables.getCausalChain(failure).stream()
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .filter(e -> CLASSES.stream().anyMatch(String.valueOf(e.getSQLState())::startsWith))
        .map(e -> String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
        .findFirst();
  }
}
