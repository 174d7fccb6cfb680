package com.tickiti.attachments.server.metadata.grants;

import java.util.List;
import org.jooq.Field;

/**
 * A privilege on an object of the schema.
 *
 * @param verb {@code SELECT} and the like
 * @param kind of the object
 * @param object its name, without the schema; of a function with the types of its parameters
 * @param columns that it is needed on; empty for the whole
 * @param grantedWhole whether it is granted on the whole relation although columns are named
 * @param need whether the job fails without it
 * @param use what fails without it
 */
record Privilege(
    String verb,
    Kind kind,
    String object,
    List<Field<?>> columns,
    boolean grantedWhole,
    Need need,
    String use) {

  Privilege {
    columns = List.copyOf(columns);
  }

  /** To read a relation, of which these columns are read. */
  static Privilege select(String relation, String use, Field<?>... columns) {
    return new Privilege(
        "SELECT", Kind.RELATION, relation, List.of(columns), true, Need.REQUIRED, use);
  }

  /** To do something with a relation. */
  static Privilege of(String verb, String relation, String use) {
    return new Privilege(verb, Kind.RELATION, relation, List.of(), true, Need.REQUIRED, use);
  }

  /** To update some columns and no other. */
  static Privilege update(String relation, String use, Field<?>... columns) {
    return new Privilege(
        "UPDATE", Kind.RELATION, relation, List.of(columns), false, Need.REQUIRED, use);
  }

  static Privilege usage(String sequence, String use) {
    return new Privilege("USAGE", Kind.SEQUENCE, sequence, List.of(), true, Need.REQUIRED, use);
  }

  static Privilege execute(String function, String use) {
    return new Privilege("EXECUTE", Kind.FUNCTION, function, List.of(), true, Need.REQUIRED, use);
  }

  /** The same, which the job can go on without. */
  Privilege optional() {
    return new Privilege(verb, kind, object, columns, grantedWhole, Need.OPTIONAL, use);
  }

  boolean isOptional() {
    return need == Need.OPTIONAL;
  }

  /** What a privilege is on. */
  enum Kind {
    RELATION,
    SEQUENCE,
    FUNCTION
  }

  /** How much a job needs it. */
  enum Need {
    REQUIRED,
    /** The job does without; the object itself may be absent. */
    OPTIONAL
  }
}
