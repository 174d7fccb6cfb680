package com.tickiti.attachments.server.grpc;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;

/**
 * Gives each call its {@link CallLimits}, and ends them when the transport has nothing of the call
 * left: only then is its memory free.
 */
final class LimitInterceptor implements ServerInterceptor {

  /** What is in the HTTP/2 transport's queue: less than 32 KiB when one more piece is written. */
  private static final int NETWORK_PIECES = 2;

  /** Two pieces under way, one gathered, and that one encoded: 189 KiB with what is around. */
  private static final int EDGE_PIECES = 4;

  private final ServerLimits limits;

  LimitInterceptor(ServerLimits limits) {
    this.limits = limits;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (CallWorkers.isTurnedAway(headers)) {
      StatusRuntimeException refusal =
          AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE).toException();
      call.close(refusal.getStatus(), requireNonNull(refusal.getTrailers()));
      return new ServerCall.Listener<>() {};
    }
    boolean network =
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress;
    CallLimits own =
        new CallLimits(
            limits,
            ClientAddress.of(call, headers, limits.trustedProxies()),
            network ? NETWORK_PIECES : 0,
            network ? 0 : EDGE_PIECES);
    Context context = Context.current().withValue(CallLimits.KEY, own);
    return new EndingListener<>(
        Contexts.interceptCall(context, new TellingCall<>(call, own), headers, next), own);
  }

  private static final class TellingCall<ReqT, RespT>
      extends SimpleForwardingServerCall<ReqT, RespT> {

    private final CallLimits limits;

    TellingCall(ServerCall<ReqT, RespT> call, CallLimits limits) {
      super(call);
      this.limits = limits;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      limits.writeTo(headers);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      limits.writeTo(trailers);
      super.close(status, trailers);
    }
  }

  private static final class EndingListener<ReqT> extends SimpleForwardingServerCallListener<ReqT> {

    private final CallLimits limits;

    EndingListener(ServerCall.Listener<ReqT> listener, CallLimits limits) {
      super(listener);
      this.limits = limits;
    }

    @Override
    public void onComplete() {
      try {
        super.onComplete();
      } finally {
        limits.end();
      }
    }

    @Override
    public void onCancel() {
      try {
        super.onCancel();
      } finally {
        limits.end();
      }
    }
  }
}
