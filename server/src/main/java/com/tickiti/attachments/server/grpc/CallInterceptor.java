package com.tickiti.attachments.server.grpc;

import static java.util.Objects.requireNonNull;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.CallLimits;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.limit.Allowance;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.LinkSigner;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.wire.Headers;
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
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the {@link Caller} of each call from its metadata, tells the caller the request id and what
 * is left of its allowance, and ends the call's limits when the transport has nothing of the call
 * left: only then is its memory free. A {@link CallObserver} sees each call begin and end.
 */
final class CallInterceptor implements ServerInterceptor {

  /** What is in the HTTP/2 transport's queue: less than 32 KiB when one more piece is written. */
  private static final int NETWORK_PIECES = 2;

  /** Two pieces under way, one gathered, and that one encoded: 189 KiB with what is around. */
  private static final int EDGE_PIECES = 4;

  private static final Metadata.Key<String> AUTHORIZATION = key(Headers.AUTHORIZATION);
  private static final Metadata.Key<String> REQUEST_ID = key(Headers.REQUEST_ID);

  /** Both by the IETF draft draft-ietf-httpapi-ratelimit-headers; the policy is named "token". */
  private static final Metadata.Key<String> RATE_LIMIT_POLICY = key("ratelimit-policy");

  private static final Metadata.Key<String> RATE_LIMIT = key("ratelimit");

  private static final Context.Key<Caller> CALLER = Context.key("caller");

  private final ServerLimits limits;
  private final LinkSigner links;
  private final CallObserver observer;

  CallInterceptor(ServerLimits limits, LinkSigner links, CallObserver observer) {
    this.limits = limits;
    this.links = links;
    this.observer = observer;
  }

  /**
   * Who makes the current call. To be read once, where a call enters its service, since generated
   * services are not given it; from there on it is handed on.
   */
  static Caller caller() {
    return requireNonNull(CALLER.get(), "not within a call");
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Caller caller = caller(call, headers);
    TellingCall<ReqT, RespT> telling = new TellingCall<>(call, caller, observer);
    if (CallWorkers.isTurnedAway(headers)) {
      StatusRuntimeException refusal =
          AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE).toException(caller.requestId());
      telling.close(refusal.getStatus(), requireNonNull(refusal.getTrailers()));
      observer.shed(telling.method, caller);
      return new ServerCall.Listener<>() {};
    }
    observer.began(telling.method, caller);
    Context context = Context.current().withValue(CALLER, caller);
    return new EndingListener<>(Contexts.interceptCall(context, telling, headers, next), telling);
  }

  private Caller caller(ServerCall<?, ?> call, Metadata headers) {
    boolean network =
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress;
    CallLimits own =
        new CallLimits(limits, network ? NETWORK_PIECES : 0, network ? 0 : EDGE_PIECES);
    return new Caller(
        credential(headers).orElse(null),
        requestId(headers),
        ClientAddress.of(call, headers, limits.trustedProxies()),
        own,
        System.nanoTime(),
        Context.current()::isCancelled,
        new CallSummary());
  }

  /** Rejects several authorization values: it is ambiguous which one applies. */
  private Optional<? extends Credential> credential(Metadata headers) {
    Iterable<String> values = headers.getAll(AUTHORIZATION);
    if (values == null) {
      return Optional.empty();
    }
    var iterator = values.iterator();
    String only = iterator.next();
    // guard: several authorizations are rejected, over gRPC
    return iterator.hasNext() ? Optional.empty() : credential(only);
  }

  private Optional<? extends Credential> credential(String authorization) {
    Optional<BearerToken> token = BearerToken.parse(authorization);
    return token.isPresent() ? token : SignedLink.parse(authorization, links);
  }

  private static String requestId(Metadata headers) {
    String given = headers.get(REQUEST_ID);
    return given != null && Headers.isSaneRequestId(given) ? given : UUID.randomUUID().toString();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static void put(Metadata metadata, Metadata.Key<String> key, String value) {
    metadata.discardAll(key);
    metadata.put(key, value);
  }

  private static final class TellingCall<ReqT, RespT>
      extends SimpleForwardingServerCall<ReqT, RespT> {

    private final Caller caller;
    private final CallObserver observer;
    private final String method;
    private boolean sent;
    private Status.Code code = Status.Code.UNKNOWN;

    TellingCall(ServerCall<ReqT, RespT> call, Caller caller, CallObserver observer) {
      super(call);
      this.caller = caller;
      this.observer = observer;
      this.method = requireNonNull(call.getMethodDescriptor().getBareMethodName());
    }

    @Override
    public void sendMessage(RespT message) {
      super.sendMessage(message);
      if (!sent) {
        sent = true;
        observer.firstMessage(method, caller);
      }
    }

    /** The transport has nothing of the call left. */
    void ended(boolean cancelled) {
      caller.limits().end();
      observer.ended(method, caller, cancelled ? Status.Code.CANCELLED : code);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      tell(headers);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      tell(trailers);
      code = status.getCode();
      super.close(status, trailers);
    }

    private void tell(Metadata metadata) {
      put(metadata, REQUEST_ID, caller.requestId());
      caller.limits().allowance().ifPresent(allowance -> tell(metadata, allowance));
    }

    private static void tell(Metadata metadata, Allowance allowance) {
      put(
          metadata,
          RATE_LIMIT_POLICY,
          "\"token\";q=" + allowance.limit() + ";w=" + CallLimits.seconds(allowance.window()));
      put(
          metadata,
          RATE_LIMIT,
          "\"token\";r="
              + allowance.remaining()
              + ";t="
              + CallLimits.seconds(allowance.untilFull()));
    }
  }

  private static final class EndingListener<ReqT> extends SimpleForwardingServerCallListener<ReqT> {

    private final TellingCall<?, ?> call;

    EndingListener(ServerCall.Listener<ReqT> listener, TellingCall<?, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onComplete() {
      try {
        super.onComplete();
      } finally {
        call.ended(false);
      }
    }

    @Override
    public void onCancel() {
      try {
        super.onCancel();
      } finally {
        call.ended(true);
      }
    }
  }
}
