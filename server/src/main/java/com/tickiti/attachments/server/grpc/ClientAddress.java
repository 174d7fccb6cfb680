package com.tickiti.attachments.server.grpc;

import com.google.common.net.InetAddresses;
import com.tickiti.attachments.edge.limit.AddressRanges;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Iterator;

/**
 * Finds out which address a call came from: the connection's, unless that is an edge's that is
 * trusted to say itself for whom it asks. The edge in this process is; it alone has no address.
 */
final class ClientAddress {

  private static final Metadata.Key<String> CLIENT_ADDRESS =
      Metadata.Key.of("x-client-address", Metadata.ASCII_STRING_MARSHALLER);

  private ClientAddress() {}

  static InetAddress of(ServerCall<?, ?> call, Metadata headers, AddressRanges trustedProxies) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    if (!(remote instanceof InetSocketAddress connection)) {
      return told(headers, InetAddress.getLoopbackAddress());
    }
    InetAddress address = connection.getAddress();
    return trustedProxies.contains(address) ? told(headers, address) : address;
  }

  private static InetAddress told(Metadata headers, InetAddress otherwise) {
    Iterable<String> values = headers.getAll(CLIENT_ADDRESS);
    if (values == null) {
      return otherwise;
    }
    Iterator<String> iterator = values.iterator();
    String only = iterator.next();
    return !iterator.hasNext() && InetAddresses.isInetAddress(only)
        ? InetAddresses.forString(only)
        : otherwise;
  }
}
