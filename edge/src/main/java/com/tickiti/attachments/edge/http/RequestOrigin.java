package com.tickiti.attachments.edge.http;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.limit.AddressRanges;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The scheme and host that a request came by, as the client sees them: the connection's, unless
 * that is a trusted proxy's, which then says itself in {@code X-Forwarded-Proto} and {@code
 * X-Forwarded-Host}. A value that no host can have is ignored, so that nothing else gets into a
 * URL.
 */
public final class RequestOrigin {

  /** A name, an IPv4 address or a bracketed IPv6 address, and a port (RFC 3986, 3.2). */
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}\\])(?::[0-9]{1,5})?");

  private static final Pattern SCHEME = Pattern.compile("https?");

  private RequestOrigin() {}

  /** Such as {@code https://helpdesk.example}, without a trailing slash. */
  public static String of(ServiceRequestContext ctx, AddressRanges trustedProxies) {
    RequestHeaders headers = ctx.request().headers();
    String scheme = ctx.sessionProtocol().isTls() ? "https" : "http";
    String host = headers.get(HttpHeaderNames.AUTHORITY, "");
    if (trustedProxies.contains(ctx.remoteAddress().getAddress())) {
      scheme = forwarded(headers, HttpHeaderNames.X_FORWARDED_PROTO, SCHEME, scheme);
      host = forwarded(headers, HttpHeaderNames.X_FORWARDED_HOST, HOST, host);
    }
    return scheme + "://" + (HOST.matcher(host).matches() ? host : local(ctx.localAddress()));
  }

  /** The last value is the trusted proxy's own; those before it are what it was sent. */
  private static String forwarded(
      RequestHeaders headers, CharSequence name, Pattern rule, String otherwise) {
    List<String> values = Splitter.on(',').trimResults().splitToList(headers.getLast(name, ""));
    String value = values.get(values.size() - 1);
    return rule.matcher(value.toLowerCase(Locale.ROOT)).matches()
        ? value.toLowerCase(Locale.ROOT)
        : otherwise;
  }

  private static String local(InetSocketAddress address) {
    return InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort();
  }
}
