package com.tickiti.attachments.server.attack;

import static com.tickiti.attachments.server.attack.Mutations.latin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes HTTP/2 frames (RFC 9113), right or wrong as asked for. */
public final class Http2Frames {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int ACK = 1;
  public static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int WITH_PRIORITY = 32;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The preface, and settings that let every answer come. */
  public Http2Frames preface() {
    out.writeBytes(latin("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    return frame(SETTINGS, 0, 0, setting(4, 0x7fff_ffff))
        .frame(WINDOW_UPDATE, 0, 0, number(0x7fff_ffff - 65_535));
  }

  public Http2Frames raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public Http2Frames frame(int type, int flags, int stream, byte[] payload) {
    return frame(payload.length, type, flags, stream, payload);
  }

  /** A frame that may say another length than it has. */
  public Http2Frames frame(int length, int type, int flags, int stream, byte[] payload) {
    out.write(length >> 16);
    out.write(length >> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.writeBytes(number(stream));
    out.writeBytes(payload);
    return this;
  }

  public Http2Frames headers(int stream, boolean end, byte[] block) {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block);
  }

  public Http2Frames data(int stream, byte[] body) {
    return frame(DATA, END_STREAM, stream, body);
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  public static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  public static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  /** Names and values in turn as HPACK literals that nothing remembers (RFC 7541, 6.2.2). */
  public static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      string(block, namesAndValues[i]);
      string(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = latin(text);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write(rest % 128 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }
}
