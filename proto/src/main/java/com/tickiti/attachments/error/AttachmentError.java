package com.tickiti.attachments.error;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ErrorSpec;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One refusal or failure, as every surface tells it: immutable, and the same whether it is read
 * from a {@code google.rpc.Status} or about to become one.
 *
 * @param reason the catalogue entry; never unspecified
 * @param message a sentence a person understands; no internals
 * @param violations for {@code VALIDATION_FAILED}: field name to what is wrong with it, in the
 *     order of the request's fields; else empty
 * @param metadata what the reason's comment in {@code error_reason.proto} promises; else empty
 * @param retryAfterSeconds how long to wait before trying again; 0 where no time is known
 */
public record AttachmentError(
    ErrorReason reason,
    String message,
    Map<String, List<String>> violations,
    Map<String, String> metadata,
    int retryAfterSeconds) {

  /** The wait that is asked for where nothing better is known. */
  private static final int DEFAULT_RETRY_AFTER_SECONDS = 1;

  public AttachmentError {
    if (reason == ErrorReason.ERROR_REASON_UNSPECIFIED || reason == ErrorReason.UNRECOGNIZED) {
      throw new IllegalArgumentException("reason: " + reason + " (expected: a catalogued reason)");
    }
    if (retryAfterSeconds < 0) {
      throw new IllegalArgumentException(
          "retryAfterSeconds: " + retryAfterSeconds + " (expected: >= 0)");
    }
    violations = unmodifiable(violations);
    metadata = Map.copyOf(metadata);
  }

  /** The error {@code reason} with the catalogue's sentence. */
  public static AttachmentError of(ErrorReason reason) {
    ErrorSpec spec = ErrorCatalogue.spec(reason);
    return new AttachmentError(
        reason,
        spec.getMessage(),
        Map.of(),
        Map.of(),
        spec.getRetryable() ? DEFAULT_RETRY_AFTER_SECONDS : 0);
  }

  /** A {@code VALIDATION_FAILED} that names each field at fault. */
  public static AttachmentError invalid(Map<String, List<String>> violations) {
    AttachmentError error = of(ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    return new AttachmentError(error.reason, error.message, violations, Map.of(), 0);
  }

  /**
   * Reads the error out of what a gRPC call ended in: the service's own details where there are
   * any, else what the status code implies ({@code UNAVAILABLE} for a transport or backend that is
   * away, {@code INTERNAL} for all else).
   */
  public static AttachmentError fromThrowable(Throwable thrown) {
    Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      return of(impliedBy(io.grpc.Status.fromThrowable(thrown)));
    }
    return detail(status, ErrorInfo.class)
        .filter(info -> info.getDomain().equals(ErrorCatalogue.DOMAIN))
        .flatMap(info -> fromDetails(status, info))
        .orElseGet(() -> of(impliedBy(io.grpc.Status.fromThrowable(thrown))));
  }

  /** This error with another sentence. */
  public AttachmentError withMessage(String newMessage) {
    return new AttachmentError(reason, newMessage, violations, metadata, retryAfterSeconds);
  }

  /** This error with {@code ErrorInfo} metadata. */
  public AttachmentError withMetadata(Map<String, String> newMetadata) {
    return new AttachmentError(reason, message, violations, newMetadata, retryAfterSeconds);
  }

  /** This error with a time to wait, in seconds. */
  public AttachmentError withRetryAfterSeconds(int seconds) {
    return new AttachmentError(reason, message, violations, metadata, seconds);
  }

  /** What the catalogue says of this error's reason. */
  public ErrorSpec spec() {
    return ErrorCatalogue.spec(reason);
  }

  /** The exception a gRPC service ends the call with; carries all of this error as details. */
  public StatusRuntimeException toException() {
    return StatusProto.toStatusRuntimeException(status().build());
  }

  /** The same with the id of the request as a detail, for a person who reports it. */
  public StatusRuntimeException toException(String requestId) {
    RequestInfo request = RequestInfo.newBuilder().setRequestId(requestId).build();
    return StatusProto.toStatusRuntimeException(status().addDetails(Any.pack(request)).build());
  }

  private Status.Builder status() {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(spec().getWireName())
            .setDomain(ErrorCatalogue.DOMAIN)
            .putAllMetadata(metadata)
            .build();
    Status.Builder status =
        Status.newBuilder()
            .setCode(spec().getGrpcCodeValue())
            .setMessage(message)
            .addDetails(Any.pack(info));
    if (!violations.isEmpty()) {
      status.addDetails(Any.pack(badRequest()));
    }
    if (retryAfterSeconds > 0) {
      Duration delay = Duration.newBuilder().setSeconds(retryAfterSeconds).build();
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
    }
    return status;
  }

  private BadRequest badRequest() {
    BadRequest.Builder badRequest = BadRequest.newBuilder();
    violations.forEach(
        (field, messages) ->
            messages.forEach(
                text ->
                    badRequest.addFieldViolations(
                        FieldViolation.newBuilder().setField(field).setDescription(text))));
    return badRequest.build();
  }

  private static Optional<AttachmentError> fromDetails(Status status, ErrorInfo info) {
    ErrorReason reason = ErrorCatalogue.ofWireName(info.getReason());
    if (reason == ErrorReason.ERROR_REASON_UNSPECIFIED) {
      return Optional.empty();
    }
    Map<String, List<String>> violations = new LinkedHashMap<>();
    detail(status, BadRequest.class)
        .ifPresent(
            bad ->
                bad.getFieldViolationsList()
                    .forEach(
                        violation ->
                            violations
                                .computeIfAbsent(violation.getField(), field -> new ArrayList<>())
                                .add(violation.getDescription())));
    int retryAfterSeconds =
        detail(status, RetryInfo.class)
            .map(retry -> (int) Math.max(0, retry.getRetryDelay().getSeconds()))
            .orElse(0);
    return Optional.of(
        new AttachmentError(
            reason, status.getMessage(), violations, info.getMetadataMap(), retryAfterSeconds));
  }

  private static ErrorReason impliedBy(io.grpc.Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> ErrorReason.ERROR_REASON_UNAVAILABLE;
      case UNAUTHENTICATED -> ErrorReason.ERROR_REASON_UNAUTHENTICATED;
      case PERMISSION_DENIED -> ErrorReason.ERROR_REASON_FORBIDDEN;
      default -> ErrorReason.ERROR_REASON_INTERNAL;
    };
  }

  /** A detail that cannot be read counts as absent: the code still tells what happened. */
  private static <T extends Message> Optional<T> detail(Status status, Class<T> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, List<String>> unmodifiable(Map<String, List<String>> violations) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    violations.forEach((field, messages) -> copy.put(field, List.copyOf(messages)));
    return Collections.unmodifiableMap(copy);
  }
}
