package com.tickiti.attachments.server.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.tickiti.attachments.server.model.StoreId;
import java.io.IOException;

/**
 * The marker in a store's root: a file or object that holds the store's id and a line feed. It is
 * written at the first use of the store, and is not there where the store is not, as when its
 * volume is not mounted.
 */
public final class StoreMarker {

  /** Its name. */
  public static final String NAME = "blob-store.id";

  /** More than it ever has. */
  public static final int MAX_BYTES = 256;

  private StoreMarker() {}

  /** What it consists of. */
  public static byte[] bytes(StoreId id) {
    return (id + "\n").getBytes(US_ASCII);
  }

  /**
   * The id in it.
   *
   * @param where it is, for the message
   * @throws IOException where it holds anything else
   */
  public static StoreId parse(byte[] bytes, String where) throws IOException {
    try {
      return new StoreId(new String(bytes, US_ASCII).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is damaged (expected: 32 hexadecimal digits)", e);
    }
  }
}
