package com.tickiti.attachments.edge.guard;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** What a written HTTP/1 message is to its request. */
final class Responses {

  private Responses() {}

  /** The head of a final response. */
  static boolean isBegin(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
  }

  /** The last part of a final response; a 1xx is none (RFC 9110, section 15.2). */
  static boolean isEnd(Object message) {
    return message instanceof LastHttpContent
        && !(message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
  }

  /** After this message the connection speaks another protocol. */
  static boolean isUpgrade(Object message) {
    return message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }
}
