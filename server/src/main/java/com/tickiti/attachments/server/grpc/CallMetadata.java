package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.model.BearerToken;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a call carries beside its message: the bearer token and the request id. The interceptor
 * reads both into the call's {@link Context} and echoes the request id in response headers and
 * trailers.
 */
final class CallMetadata implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private static final Pattern SANE_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private static final Context.Key<Optional<BearerToken>> TOKEN =
      Context.keyWithDefault("token", Optional.empty());
  private static final Context.Key<String> ID = Context.keyWithDefault("request-id", "none");
  private static final Context.Key<Long> BEGIN_NANOS = Context.key("begin-nanos");

  /** The token of the current call; {@code null} where none that is well formed came with it. */
  static @Nullable BearerToken token() {
    return TOKEN.get().orElse(null);
  }

  /** The id of the current call. */
  static String requestId() {
    return ID.get();
  }

  /** When the current call came in, by {@link System#nanoTime}; now, where there is none. */
  static long beginNanos() {
    Long nanos = BEGIN_NANOS.get();
    return nanos == null ? System.nanoTime() : nanos;
  }

  /** Whether {@code text} may serve as a request id. */
  static boolean isSaneRequestId(String text) {
    return SANE_REQUEST_ID.matcher(text).matches();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String requestId = requestId(headers);
    Context context =
        Context.current()
            .withValue(BEGIN_NANOS, System.nanoTime())
            .withValue(TOKEN, token(headers))
            .withValue(ID, requestId);
    return Contexts.interceptCall(context, new EchoingCall<>(call, requestId), headers, next);
  }

  /** Two authorization values are no authorization: which of them counts is not ours to guess. */
  private static Optional<BearerToken> token(Metadata headers) {
    Iterable<String> values = headers.getAll(AUTHORIZATION);
    if (values == null) {
      return Optional.empty();
    }
    var iterator = values.iterator();
    String only = iterator.next();
    // guard: several authorizations are rejected, over gRPC
    return iterator.hasNext() ? Optional.empty() : BearerToken.parse(only);
  }

  private static String requestId(Metadata headers) {
    String given = headers.get(REQUEST_ID);
    return given != null && isSaneRequestId(given) ? given : UUID.randomUUID().toString();
  }

  private static final class EchoingCall<ReqT, RespT>
      extends SimpleForwardingServerCall<ReqT, RespT> {

    private final String requestId;

    EchoingCall(ServerCall<ReqT, RespT> call, String requestId) {
      super(call);
      this.requestId = requestId;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      headers.put(REQUEST_ID, requestId);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      trailers.discardAll(REQUEST_ID);
      trailers.put(REQUEST_ID, requestId);
      super.close(status, trailers);
    }
  }
}
