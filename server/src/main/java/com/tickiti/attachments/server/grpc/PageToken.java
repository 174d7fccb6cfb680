package com.tickiti.attachments.server.grpc;

import com.google.common.io.BaseEncoding;
import com.tickiti.attachments.server.model.TicketKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where a page begins: after an attachment id, which stays right whatever is inserted. Opaque to
 * callers, and bound to the ticket as it was named.
 *
 * @param ticket whose attachments are listed
 * @param afterId the last id of the page before; 0 for the first page
 */
record PageToken(TicketKey ticket, long afterId) {

  static final int MAX_PAGE_SIZE = 1000;
  static final int DEFAULT_PAGE_SIZE = 100;

  private static final BaseEncoding ENCODING = BaseEncoding.base64Url().omitPadding();
  private static final int BYTES = 1 + Long.BYTES + Long.BYTES;

  /** Reads a token given for {@code ticket}; the empty one begins; empty where it is not valid. */
  static Optional<PageToken> parse(String text, TicketKey ticket) {
    if (text.isEmpty()) {
      return Optional.of(new PageToken(ticket, 0));
    }
    if (text.length() > 64 || !ENCODING.canDecode(text)) {
      return Optional.empty();
    }
    byte[] bytes = ENCODING.decode(text);
    if (bytes.length != BYTES) {
      return Optional.empty();
    }
    PageToken token =
        new PageToken(ticket, ByteBuffer.wrap(bytes, 1 + Long.BYTES, Long.BYTES).getLong());
    // guard: a page belongs to its ticket
    return token.afterId > 0 && token.text().equals(text) ? Optional.of(token) : Optional.empty();
  }

  String text() {
    long name = ticket.value() == null ? 0 : ticket.value();
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    byte kind = (byte) (ticket.kind() == TicketKey.Kind.NUMBER ? 'n' : 'i');
    bytes.put(kind).putLong(name).putLong(afterId);
    return ENCODING.encode(bytes.array());
  }
}
