package com.tickiti.attachments.server.grpc;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Answers a call of a method that there is not, in the words of the catalogue. */
final class UnknownMethods extends HandlerRegistry {

  private static final int MAX_SHOWN = 100;

  /** One for them all, so that callers cannot make up names that are counted apart. */
  private static final MethodDescriptor<InputStream, InputStream> UNKNOWN =
      MethodDescriptor.newBuilder(UnreadableMessages.UNPARSED, UnreadableMessages.UNPARSED)
          .setType(MethodType.UNKNOWN)
          .setFullMethodName("unknown/Unknown")
          .build();

  private final ServerInterceptor interceptor;

  /**
   * Answers behind an interceptor.
   *
   * @param interceptor which every other call passes, too
   */
  UnknownMethods(ServerInterceptor interceptor) {
    this.interceptor = interceptor;
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    return ServerMethodDefinition.create(
        UNKNOWN,
        (call, headers) ->
            interceptor.interceptCall(call, headers, (observed, unused) -> refuse(observed, name)));
  }

  private static <ReqT, RespT> ServerCall.Listener<ReqT> refuse(
      ServerCall<ReqT, RespT> call, String name) {
    String shown = name.substring(0, Math.min(name.length(), MAX_SHOWN));
    StatusRuntimeException refusal =
        AttachmentError.of(ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED)
            .withMessage("There is no method " + shown + " here.")
            .toException(CallInterceptor.caller().requestId());
    call.close(refusal.getStatus(), requireNonNull(refusal.getTrailers()));
    return new ServerCall.Listener<>() {};
  }
}
