package com.tickiti.attachments.edge.http;

import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.wire.Headers;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.List;

/**
 * Calls to the service behind on behalf of HTTP requests: who asks travels in their metadata.
 * Thread-safe.
 */
public final class ServiceCalls {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of(Headers.AUTHORIZATION, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of(Headers.REQUEST_ID, Metadata.ASCII_STRING_MARSHALLER);

  /** For whom the edge asks; the service honours it from trusted edges alone. */
  private static final Metadata.Key<String> CLIENT_ADDRESS =
      Metadata.Key.of("x-client-address", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private final AddressRanges trustedProxies;

  /**
   * Calls over {@code channel}, which stays the caller's.
   *
   * @param trustedProxies addresses whose forwarding headers are honoured
   */
  public ServiceCalls(Channel channel, AddressRanges trustedProxies) {
    this.channel = channel;
    this.trustedProxies = trustedProxies;
  }

  /** A call that has not begun; its listener runs on the request's event loop. */
  public <Q, R> ClientCall<Q, R> open(ServiceRequestContext ctx, MethodDescriptor<Q, R> rpc) {
    return channel.newCall(rpc, CallOptions.DEFAULT.withExecutor(ctx.eventLoop().withoutContext()));
  }

  /**
   * Who asks. Several Authorization headers count as none: it is ambiguous which one applies. A
   * request without the header may present a link's signature in its place.
   */
  public Metadata metadata(ServiceRequestContext ctx) {
    Metadata metadata = new Metadata();
    metadata.put(REQUEST_ID, RequestId.of(ctx));
    metadata.put(CLIENT_ADDRESS, InetAddresses.toAddrString(ClientAddress.of(ctx, trustedProxies)));
    List<String> authorizations = ctx.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
    // guard: several authorizations are rejected, over JSON
    if (authorizations.size() == 1 && isPrintableAscii(authorizations.get(0))) {
      metadata.put(AUTHORIZATION, authorizations.get(0));
    }
    return metadata;
  }

  /** The same for a request that presents a link's signature in place of a token. */
  public Metadata metadata(ServiceRequestContext ctx, String signature) {
    Metadata metadata = metadata(ctx);
    metadata.removeAll(AUTHORIZATION);
    if (isPrintableAscii(signature)) {
      metadata.put(AUTHORIZATION, "Link " + signature);
    }
    return metadata;
  }

  /** The metadata of a caller of the service itself, with its address as the edge knows it. */
  public Metadata passedOn(ServiceRequestContext ctx, Metadata callers) {
    Metadata metadata = new Metadata();
    metadata.merge(callers);
    metadata.discardAll(CLIENT_ADDRESS);
    metadata.put(CLIENT_ADDRESS, InetAddresses.toAddrString(ClientAddress.of(ctx, trustedProxies)));
    return metadata;
  }

  /** Addresses whose forwarding headers are honoured. */
  public AddressRanges trustedProxies() {
    return trustedProxies;
  }

  private static boolean isPrintableAscii(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
