package com.tickiti.attachments.wire;

/** Limits of the contract, the same for every caller. */
public final class Limits {

  /** The largest file, in bytes, that is served whole in a JSON envelope. */
  public static final long MAX_WHOLE_BYTES = 26_214_400;

  /** The longest range, in bytes, that one request may ask for in a JSON envelope. */
  public static final long MAX_RANGE_BYTES = 26_214_400;

  /** The largest JSON request body, in bytes. */
  public static final int MAX_REQUEST_BYTES = 64 * 1024;

  /**
   * Bytes that are digested, read, sent and encoded together: a multiple of 3, so that base64 needs
   * no padding between pieces.
   */
  public static final int PIECE_BYTES = 48 * 1024;

  private Limits() {}
}
