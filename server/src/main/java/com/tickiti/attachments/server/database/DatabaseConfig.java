package com.tickiti.attachments.server.database;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * How to reach PostgreSQL.
 *
 * @param url JDBC, {@code jdbc:postgresql://host:port/database}
 * @param user role name
 * @param password of the role; never logged
 * @param poolSize the most connections held at once
 */
public record DatabaseConfig(String url, String user, String password, int poolSize) {

  public DatabaseConfig {
    // What precedes an @ is no password to the driver: it would be looked up with the host's name.
    if (!url.startsWith("jdbc:postgresql:")
        || url.split("\\?", 2)[0].contains("@")
        || !isUnderstood(url)) {
      throw new IllegalArgumentException("url (expected: jdbc:postgresql://host:port/database)");
    }
    if (poolSize < 1) {
      throw new IllegalArgumentException("poolSize: " + poolSize + " (expected: >= 1)");
    }
  }

  /** The driver would complain with the URL in full, and there may be a password in it. */
  private static boolean isUnderstood(String url) {
    try {
      new PGSimpleDataSource().setUrl(url);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "DatabaseConfig[user=" + user + ", poolSize=" + poolSize + "]";
  }
}
