package com.tickiti.attachments.edge.guard;

import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/**
 * Finds the frames of an HTTP/2 connection's bytes in one direction (RFC 9113, section 4.1), and
 * leaves their payloads to its owner. It knows nothing of buffers, so that the library of the JSON
 * port and the one of the gRPC port can both use it. Not thread-safe.
 */
public final class FrameCursor {

  public static final int DATA = 0;
  public static final int RST_STREAM = 3;
  public static final int WINDOW_UPDATE = 8;

  /** The size of a frame that carries one 32-bit number. */
  public static final int NUMBER_FRAME_BYTES = 13;

  /** What a client sends before its first frame (section 3.4). */
  public static final int PREFACE_BYTES = 24;

  private static final int HEADER_BYTES = 9;
  private static final int NO_TYPE = -1;

  private final byte[] header = new byte[HEADER_BYTES];
  private int headerBytes;
  private int payloadBytes;
  private int type = NO_TYPE;
  private int streamId;

  /**
   * Before the first byte.
   *
   * @param prefaceBytes that come before the first frame
   */
  public FrameCursor(int prefaceBytes) {
    this.payloadBytes = prefaceBytes;
  }

  /** How many bytes of the current frame's payload, or of the preface, are still to come. */
  public int payloadBytes() {
    return payloadBytes;
  }

  /** So many bytes of the payload have come. */
  public void passPayload(int bytes) {
    payloadBytes -= bytes;
  }

  /**
   * Takes the next byte of a frame header; only while no payload is to come.
   *
   * @return whether the header is complete; what follows is its payload
   */
  public boolean addHeaderByte(byte b) {
    header[headerBytes++] = b;
    if (headerBytes < HEADER_BYTES) {
      return false;
    }
    headerBytes = 0;
    payloadBytes = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
    type = header[3];
    streamId =
        (header[5] & 0x7f) << 24
            | (header[6] & 0xff) << 16
            | (header[7] & 0xff) << 8
            | (header[8] & 0xff);
    return true;
  }

  /**
   * Passes bytes that are there to be looked at and not to be taken.
   *
   * @param from index of the first of them
   * @param to index behind the last
   * @param byteAt the byte at an index
   * @param headerEnd told of each complete header by the index behind it
   */
  public void scan(int from, int to, IntUnaryOperator byteAt, IntConsumer headerEnd) {
    int i = from;
    while (i < to) {
      if (payloadBytes > 0) {
        int length = Math.min(payloadBytes, to - i);
        passPayload(length);
        i += length;
      } else if (addHeaderByte((byte) byteAt.applyAsInt(i++))) {
        headerEnd.accept(i);
      }
    }
  }

  /** The complete header, a copy. */
  public byte[] header() {
    return header.clone();
  }

  /** The current frame's type. */
  public int type() {
    return type;
  }

  /** The current frame's stream; 0 for the connection. */
  public int streamId() {
    return streamId;
  }
}
