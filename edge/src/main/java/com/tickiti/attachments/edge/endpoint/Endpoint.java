package com.tickiti.attachments.edge.endpoint;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import com.tickiti.attachments.edge.json.RequestField;
import com.tickiti.attachments.edge.json.RequestReader;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * One thing that a caller can ask of the edge. Immutable.
 *
 * @param name of the operation in the API description
 * @param methods that the path answers with it; GET comes with HEAD
 * @param path of the URL; names in braces are parameters
 * @param rpc the call that answers it
 * @param body how the request carries its fields
 * @param fields of the request, in the contract's order
 * @param completion sets what a request leaves open
 * @param answer what a success carries
 * @param sentence what it does, for the reader of the API description
 * @param <Q> the RPC's request
 * @param <R> the RPC's response
 */
public record Endpoint<Q extends Message, R extends Message>(
    String name,
    List<HttpMethod> methods,
    String path,
    MethodDescriptor<Q, R> rpc,
    Body body,
    List<RequestField> fields,
    UnaryOperator<Q> completion,
    Answer answer,
    String sentence) {

  public Endpoint {
    methods = List.copyOf(methods);
    fields = List.copyOf(fields);
  }

  /** How a request carries its fields. */
  public enum Body {
    /** In the path and the query; there is no body. */
    NONE,
    /** As a JSON object. */
    JSON,
    /** As {@code multipart/form-data}, with a file. */
    MULTIPART
  }

  /** A {@code POST} of JSON. */
  static <Q extends Message, R extends Message> Endpoint<Q, R> post(
      String name,
      String path,
      MethodDescriptor<Q, R> rpc,
      List<RequestField> fields,
      Answer answer,
      String sentence) {
    return new Endpoint<>(
        name,
        List.of(HttpMethod.POST),
        path,
        rpc,
        Body.JSON,
        fields,
        UnaryOperator.identity(),
        answer,
        sentence);
  }

  /** A {@code GET} and {@code HEAD} of bytes. */
  static <Q extends Message, R extends Message> Endpoint<Q, R> get(
      String name,
      String path,
      MethodDescriptor<Q, R> rpc,
      List<RequestField> fields,
      Answer answer,
      String sentence) {
    return new Endpoint<>(
        name,
        List.of(HttpMethod.GET, HttpMethod.HEAD),
        path,
        rpc,
        Body.NONE,
        fields,
        UnaryOperator.identity(),
        answer,
        sentence);
  }

  /** The same with something that is set where a request leaves it open. */
  Endpoint<Q, R> completedBy(UnaryOperator<Q> newCompletion) {
    return new Endpoint<>(name, methods, path, rpc, body, fields, newCompletion, answer, sentence);
  }

  /** The same with another way to carry the fields. */
  Endpoint<Q, R> with(Body newBody) {
    return new Endpoint<>(name, methods, path, rpc, newBody, fields, completion, answer, sentence);
  }

  /** A request with no field set, which the service refuses once it has looked at the caller. */
  @SuppressWarnings("unchecked") // the marshaller is the method's own
  public Q emptyRequest() {
    PrototypeMarshaller<Q> marshaller = (PrototypeMarshaller<Q>) rpc.getRequestMarshaller();
    return Objects.requireNonNull(marshaller.getMessagePrototype());
  }

  /** Reads a JSON body. */
  public RequestReader<Q> reader() {
    return new RequestReader<>(emptyRequest(), fields, completion);
  }
}
