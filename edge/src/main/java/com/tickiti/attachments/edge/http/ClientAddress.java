package com.tickiti.attachments.edge.http;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.limit.AddressRanges;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Finds out which address a request came from: the connection's, unless that is a trusted proxy's,
 * which then says itself for whom it asks.
 */
final class ClientAddress {

  private ClientAddress() {}

  static InetAddress of(ServiceRequestContext ctx, AddressRanges trustedProxies) {
    return of(
        ctx.remoteAddress().getAddress(),
        ctx.request().headers().getAll(HttpHeaderNames.X_FORWARDED_FOR),
        trustedProxies);
  }

  /**
   * Goes back from the connection, hop by hop, for as long as the hop is trusted. Each proxy adds
   * to the end of {@code X-Forwarded-For} whom it was asked by, so that all before the first hop
   * that is not trusted is hearsay: taking the first entry, as many do, lets a client choose it.
   */
  static InetAddress of(
      InetAddress connection, List<String> forwardedFor, AddressRanges trustedProxies) {
    Deque<String> hops = new ArrayDeque<>();
    forwardedFor.forEach(
        value -> Splitter.on(',').trimResults().split(value).forEach(hops::addLast));
    InetAddress client = connection;
    while (trustedProxies.contains(client) && !hops.isEmpty()) {
      String before = hops.removeLast();
      if (!InetAddresses.isInetAddress(before)) {
        return client;
      }
      client = InetAddresses.forString(before);
    }
    return client;
  }
}
