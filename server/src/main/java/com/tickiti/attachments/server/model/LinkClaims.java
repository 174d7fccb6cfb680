package com.tickiti.attachments.server.model;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a link says: by which token it acts, what it downloads, and for how long.
 *
 * @param tokenId the token that made it
 * @param ticketId the ticket's internal id
 * @param attachmentId the one attachment that it downloads
 * @param reviewConfirmed whether its maker confirmed a review-gated type
 * @param expiresAtMillis when it stops working, in milliseconds since 1970
 */
public record LinkClaims(
    long tokenId, long ticketId, long attachmentId, boolean reviewConfirmed, long expiresAtMillis) {

  private static final byte VERSION = 1;
  private static final int BYTES = 2 + 4 * Long.BYTES;

  /** Reads what {@link #toBytes} wrote; empty for anything else. */
  static Optional<LinkClaims> of(byte[] bytes) {
    if (bytes.length != BYTES || bytes[0] != VERSION || (bytes[1] & ~1) != 0) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 2, BYTES - 2);
    return Optional.of(
        new LinkClaims(
            buffer.getLong(), buffer.getLong(), buffer.getLong(), bytes[1] == 1, buffer.getLong()));
  }

  /** All of it, in a form that is the same for the same claims only. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .put((byte) (reviewConfirmed ? 1 : 0))
        .putLong(tokenId)
        .putLong(ticketId)
        .putLong(attachmentId)
        .putLong(expiresAtMillis)
        .array();
  }
}
