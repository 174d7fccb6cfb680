package com.tickiti.attachments.server.metadata.grants;

/**
 * What a role or its schema lacks for a job.
 *
 * @param kind in which way
 * @param what such as {@code INSERT on blobs}
 * @param optional whether the job goes on without it
 * @param use what fails without it
 */
public record Shortfall(Kind kind, String what, boolean optional, String use) {

  /** What is lacking. */
  public enum Kind {
    /** The object is not there, or in a schema that the role may not use. */
    OBJECT,
    COLUMN,
    /** The column is there and of another type. */
    TYPE,
    PRIVILEGE
  }
}
