package com.tickiti.attachments.server.metadata;

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
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("url (expected: jdbc:postgresql://host:port/database)");
    }
    if (poolSize < 1) {
      throw new IllegalArgumentException("poolSize: " + poolSize + " (expected: >= 1)");
    }
  }

  @Override
  public String toString() {
    return "DatabaseConfig[user=" + user + ", poolSize=" + poolSize + "]";
  }
}
