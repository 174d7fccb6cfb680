package com.tickiti.attachments.edge.json;

import java.util.List;
import java.util.Map;

/**
 * What came of reading a request body. Immutable.
 *
 * @param <Q> the request message
 */
public sealed interface RequestReading<Q> {

  /**
   * The body is well formed; whether it names anything is for the service to say.
   *
   * @param request what to ask of the service
   */
  record Valid<Q>(Q request) implements RequestReading<Q> {}

  /**
   * The body is invalid.
   *
   * @param violations field name to what is wrong with it, in the order of the contract's fields
   */
  record Invalid<Q>(Map<String, List<String>> violations) implements RequestReading<Q> {}
}
