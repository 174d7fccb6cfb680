package com.tickiti.attachments.edge.guard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a request target in absolute form, as clients send it that think they talk to a proxy, into
 * the origin form; its authority takes the place of {@code Host} (RFC 9112, section 3.2.2).
 */
final class RequestTarget {

  private static final Pattern ABSOLUTE =
      Pattern.compile("https?://([^/?#@]+)([/?].*)?", Pattern.CASE_INSENSITIVE);

  private RequestTarget() {}

  static void toOriginForm(HttpRequest request) {
    Matcher absolute = ABSOLUTE.matcher(request.uri());
    if (absolute.matches()) {
      String rest = absolute.group(2) == null ? "/" : absolute.group(2);
      request.setUri(rest.startsWith("/") ? rest : "/" + rest);
      request.headers().set(HttpHeaderNames.HOST, absolute.group(1));
    }
  }
}
