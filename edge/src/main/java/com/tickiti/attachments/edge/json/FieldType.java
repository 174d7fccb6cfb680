package com.tickiti.attachments.edge.json;

import com.google.protobuf.ProtocolMessageEnum;
import java.util.Map;

/** Which JSON values a request field takes. Immutable. */
public sealed interface FieldType {

  /** A string or an integer; the text names something. White space around it is ignored. */
  record Id() implements FieldType {}

  /** The bytes of a file; not in JSON. */
  record Content() implements FieldType {}

  /** A string. */
  record Text() implements FieldType {}

  /**
   * An integer.
   *
   * @param min the least
   * @param max the greatest; {@link Long#MAX_VALUE} for no limit
   */
  record Whole(long min, long max) implements FieldType {}

  /**
   * A string; one that is not among the words means nothing.
   *
   * @param values the words and what they stand for
   */
  record Word(Map<String, ProtocolMessageEnum> values) implements FieldType {}

  /**
   * An array of strings.
   *
   * @param values the words that are taken, in the contract's order, and what they stand for
   */
  record Words(Map<String, ProtocolMessageEnum> values) implements FieldType {}
}
