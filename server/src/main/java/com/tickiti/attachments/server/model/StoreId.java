package com.tickiti.attachments.server.model;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a blob store and the database that records it both hold, so that neither is taken for
 * another one.
 *
 * @param text 32 lower-case hexadecimal digits
 */
public record StoreId(String text) {

  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{32}");

  public StoreId {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("text: " + text + " (expected: 32 hexadecimal digits)");
    }
  }

  /** One that nobody else has. */
  public static StoreId random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return new StoreId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return text;
  }
}
