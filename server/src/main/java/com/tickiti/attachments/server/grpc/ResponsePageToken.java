package com.tickiti.attachments.server.grpc;

import com.google.common.io.BaseEncoding;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.ticket.ResponsePosition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where a page of responses begins: after one response, which stays right whatever is inserted.
 * Opaque to callers, and bound to the ticket as it was named.
 *
 * @param ticket whose responses are listed
 * @param after the last response of the page before
 */
record ResponsePageToken(TicketKey ticket, ResponsePosition after) {

  private static final BaseEncoding ENCODING = BaseEncoding.base64Url().omitPadding();
  private static final int BYTES = 2 + 3 * Long.BYTES;
  private static final int MAX_CHARS = 64;

  /** Reads a token given for {@code ticket}; empty where it is not valid. */
  static Optional<ResponsePageToken> parse(String text, TicketKey ticket) {
    if (text.length() > MAX_CHARS || !ENCODING.canDecode(text)) {
      return Optional.empty();
    }
    byte[] bytes = ENCODING.decode(text);
    if (bytes.length != BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1 + Long.BYTES, BYTES - 1 - Long.BYTES);
    boolean pinned = buffer.get() == 1;
    Instant createdAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
    long id = buffer.getLong();
    ResponsePageToken token =
        new ResponsePageToken(
            ticket, new ResponsePosition(pinned, createdAt.atOffset(ZoneOffset.UTC), id));
    return token.text().equals(text) ? Optional.of(token) : Optional.empty();
  }

  String text() {
    long name = ticket.value() == null ? 0 : ticket.value();
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put((byte) (ticket.kind() == TicketKey.Kind.NUMBER ? 'n' : 'i')).putLong(name);
    bytes.put((byte) (after.pinned() ? 1 : 0));
    bytes.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, after.createdAt().toInstant()));
    bytes.putLong(after.id());
    return ENCODING.encode(bytes.array());
  }
}
