package com.tickiti.attachments.edge.json;

import com.google.protobuf.Message;
import com.tickiti.attachments.edge.json.JsonBody.MalformedBodyException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads the JSON body of one endpoint into its request message: strict about what JSON is, lenient
 * about fields that it does not know. Stateless and thread-safe.
 *
 * @param <Q> the request message
 */
public final class RequestReader<Q extends Message> {

  /** The name under which {@code errors} says that the body as a whole cannot be read. */
  private static final String BODY = "body";

  private final Q prototype;
  private final List<RequestField> fields;
  private final UnaryOperator<Q> completion;

  /**
   * A reader of {@code fields}.
   *
   * @param prototype an empty request
   * @param completion sets what a request leaves open
   */
  public RequestReader(Q prototype, List<RequestField> fields, UnaryOperator<Q> completion) {
    this.prototype = prototype;
    this.fields = List.copyOf(fields);
    this.completion = completion;
  }

  /** Reads {@code body}; what is wrong with it is part of the answer, never an exception. */
  public RequestReading<Q> read(ByteBuffer body) {
    RequestValues values;
    try {
      values = new RequestValues(JsonBody.read(body), prototype.newBuilderForType());
    } catch (MalformedBodyException e) {
      return new RequestReading.Invalid<>(Map.of(BODY, List.of(e.getMessage())));
    }
    values.readAll(fields);
    if (!values.violations().isEmpty()) {
      return new RequestReading.Invalid<>(values.violations());
    }
    @SuppressWarnings("unchecked") // the builder is the prototype's
    Q request = (Q) values.message();
    return new RequestReading.Valid<>(completion.apply(request));
  }
}
