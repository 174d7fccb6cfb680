package com.tickiti.attachments.server.grpc;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Refuses a message that is no protobuf of its type as any bad request is refused. Parsing happens
 * within the interceptors for that: where grpc-java parses, the answer could name no reason and no
 * request id.
 */
final class UnreadableMessages implements ServerInterceptor {

  /** Hands a message on as it is. */
  static final Marshaller<InputStream> UNPARSED =
      new Marshaller<>() {
        @Override
        public InputStream stream(InputStream message) {
          return message;
        }

        @Override
        public InputStream parse(InputStream message) {
          return message;
        }
      };

  private UnreadableMessages() {}

  /** The service, with its messages parsed behind this interceptor. */
  static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, UNPARSED), new UnreadableMessages());
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    return new Listener<>(next.startCall(call, headers), call);
  }

  private static final class Listener<ReqT> extends SimpleForwardingServerCallListener<ReqT> {

    private final ServerCall<ReqT, ?> call;
    private boolean refused;

    Listener(ServerCall.Listener<ReqT> listener, ServerCall<ReqT, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(ReqT message) {
      if (refused) {
        return;
      }
      try {
        super.onMessage(message);
      } catch (StatusRuntimeException e) {
        refuse();
      }
    }

    /** The service learns that its caller is gone, and no more of the call. */
    private void refuse() {
      refused = true;
      StatusRuntimeException refusal =
          AttachmentError.of(ErrorReason.ERROR_REASON_BAD_REQUEST)
              .withMessage(
                  "The message is no "
                      + call.getMethodDescriptor().getBareMethodName()
                      + "Request in protobuf.")
              .toException(CallInterceptor.caller().requestId());
      call.close(refusal.getStatus(), requireNonNull(refusal.getTrailers()));
      super.onCancel();
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      if (!refused) {
        super.onReady();
      }
    }

    @Override
    public void onComplete() {
      if (!refused) {
        super.onComplete();
      }
    }

    @Override
    public void onCancel() {
      if (!refused) {
        super.onCancel();
      }
    }
  }
}
