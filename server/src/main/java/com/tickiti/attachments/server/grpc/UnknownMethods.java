package com.tickiti.attachments.server.grpc;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
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
    MethodDescriptor<InputStream, InputStream> method =
        MethodDescriptor.newBuilder(UnreadableMessages.UNPARSED, UnreadableMessages.UNPARSED)
            .setType(MethodType.UNKNOWN)
            .setFullMethodName(name)
            .build();
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> interceptor.interceptCall(call, headers, UnknownMethods::refuse));
  }

  private static <ReqT, RespT> ServerCall.Listener<ReqT> refuse(
      ServerCall<ReqT, RespT> call, Metadata headers) {
    String name = call.getMethodDescriptor().getFullMethodName();
    StatusRuntimeException refusal =
        AttachmentError.of(ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED)
            .withMessage(
                "There is no method "
                    + name.substring(0, Math.min(name.length(), MAX_SHOWN))
                    + " here.")
            .toException(CallInterceptor.caller().requestId());
    call.close(refusal.getStatus(), requireNonNull(refusal.getTrailers()));
    return new ServerCall.Listener<>() {};
  }
}
