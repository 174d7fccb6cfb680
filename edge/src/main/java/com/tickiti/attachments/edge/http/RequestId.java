package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.wire.Headers;
import io.netty.util.AttributeKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The id by which caller, response and log line of one request find each other. */
public final class RequestId {

  private static final AttributeKey<String> ATTRIBUTE = AttributeKey.valueOf(RequestId.class, "id");

  private RequestId() {}

  /** The caller's id if it is sane, else a fresh one; the same for every call within a request. */
  public static String of(ServiceRequestContext ctx) {
    String known = ctx.attr(ATTRIBUTE);
    if (known != null) {
      return known;
    }
    String id = of(ctx.request().headers());
    ctx.setAttr(ATTRIBUTE, id);
    return id;
  }

  /** As above, for a request that did not get as far as a context, or not even to its headers. */
  static String of(@Nullable RequestHeaders headers) {
    String callers = headers == null ? null : headers.get(Headers.REQUEST_ID);
    return callers != null && Headers.isSaneRequestId(callers)
        ? callers
        : UUID.randomUUID().toString();
  }
}
